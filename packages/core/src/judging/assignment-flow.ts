/** An edge that may carry up to `capacity` at `cost` each; costs are whole numbers of 0 or more. */
export interface FlowEdge {
  from: number;
  to: number;
  capacity: number;
  cost: number;
}

/**
 * Minimum-cost maximum flow from `source` to `sink`: the primal-dual algorithm (Ahuja, Magnanti and
 * Orlin, Network Flows, 9.8), which sends whole blocking flows along the cheapest paths. It is fast
 * where few distinct path costs occur, as in an assignment. Gives the flow of each edge.
 */
export function minCostFlow(
  nodes: number,
  edges: readonly FlowEdge[],
  source: number,
  sink: number,
): Int32Array {
  const graph = residualGraph(nodes, edges);
  const potential = new Float64Array(nodes);
  const distance = new Float64Array(nodes);
  while (shortestPaths(graph, potential, distance, source, sink)) {
    const limit = distance[sink] ?? 0;
    for (let node = 0; node < nodes; node += 1)
      potential[node] = (potential[node] ?? 0) + Math.min(distance[node] ?? 0, limit);
    while (sendBlockingFlow(graph, potential, source, sink)) {}
  }
  return Int32Array.from(edges, (edge, index) => edge.capacity - (graph.rest[2 * index] ?? 0));
}

interface Graph {
  nodes: number;
  /** Arcs of a node are order[first[node]] to order[first[node + 1]]; arc a and a ^ 1 are opposite. */
  first: Int32Array;
  order: Int32Array;
  to: Int32Array;
  rest: Int32Array;
  cost: Float64Array;
}

function residualGraph(nodes: number, edges: readonly FlowEdge[]): Graph {
  const arcs = 2 * edges.length;
  const first = new Int32Array(nodes + 1);
  const to = new Int32Array(arcs);
  const rest = new Int32Array(arcs);
  const cost = new Float64Array(arcs);
  edges.forEach((edge, index) => {
    to[2 * index] = edge.to;
    to[2 * index + 1] = edge.from;
    rest[2 * index] = edge.capacity;
    cost[2 * index] = edge.cost;
    cost[2 * index + 1] = -edge.cost;
    first[edge.from + 1] = (first[edge.from + 1] ?? 0) + 1;
    first[edge.to + 1] = (first[edge.to + 1] ?? 0) + 1;
  });
  for (let node = 0; node < nodes; node += 1)
    first[node + 1] = (first[node + 1] ?? 0) + (first[node] ?? 0);
  const next = first.slice(0, nodes);
  const order = new Int32Array(arcs);
  for (let arc = 0; arc < arcs; arc += 1) {
    const from = to[arc ^ 1] ?? 0;
    const place = next[from] ?? 0;
    order[place] = arc;
    next[from] = place + 1;
  }
  return { nodes, first, order, to, rest, cost };
}

/** Dijkstra over reduced costs, which are whole numbers: a queue of buckets. */
function shortestPaths(
  { first, order, to, rest, cost }: Graph,
  potential: Float64Array,
  distance: Float64Array,
  source: number,
  sink: number,
): boolean {
  distance.fill(Number.POSITIVE_INFINITY);
  distance[source] = 0;
  const buckets = new Map<number, number[]>([[0, [source]]]);
  const open = [0];
  while (open.length > 0) {
    const at = Math.min(...open);
    const bucket = buckets.get(at) ?? [];
    for (let node = bucket.pop(); node !== undefined; node = bucket.pop()) {
      if (distance[node] !== at) continue;
      for (let place = first[node] ?? 0; place < (first[node + 1] ?? 0); place += 1) {
        const arc = order[place] ?? 0;
        if (rest[arc] === 0) continue;
        const end = to[arc] ?? 0;
        const length = at + (cost[arc] ?? 0) + (potential[node] ?? 0) - (potential[end] ?? 0);
        if (length >= (distance[end] ?? 0)) continue;
        distance[end] = length;
        const target = buckets.get(length);
        if (target) target.push(end);
        else {
          buckets.set(length, [end]);
          open.push(length);
        }
      }
    }
    buckets.delete(at);
    open.splice(open.indexOf(at), 1);
    if (at >= (distance[sink] ?? 0)) break;
  }
  return Number.isFinite(distance[sink]);
}

/** Dinic's blocking flow over the arcs of reduced cost 0. Tells whether anything was sent. */
function sendBlockingFlow(
  graph: Graph,
  potential: Float64Array,
  source: number,
  sink: number,
): boolean {
  const { nodes, first, order, to, rest, cost } = graph;
  const usable = (arc: number): boolean =>
    (rest[arc] ?? 0) > 0 &&
    (cost[arc] ?? 0) + (potential[to[arc ^ 1] ?? 0] ?? 0) - (potential[to[arc] ?? 0] ?? 0) === 0;
  const level = new Int32Array(nodes).fill(-1);
  level[source] = 0;
  const queue = [source];
  for (const node of queue)
    for (let place = first[node] ?? 0; place < (first[node + 1] ?? 0); place += 1) {
      const arc = order[place] ?? 0;
      const end = to[arc] ?? 0;
      if (level[end] !== -1 || !usable(arc)) continue;
      level[end] = (level[node] ?? 0) + 1;
      queue.push(end);
    }
  if (level[sink] === -1) return false;
  const next = first.slice(0, nodes);
  const send = (node: number, most: number): number => {
    if (node === sink) return most;
    let sent = 0;
    for (; (next[node] ?? 0) < (first[node + 1] ?? 0); next[node] = (next[node] ?? 0) + 1) {
      const arc = order[next[node] ?? 0] ?? 0;
      const end = to[arc] ?? 0;
      if (level[end] !== (level[node] ?? 0) + 1 || !usable(arc)) continue;
      const amount = send(end, Math.min(most - sent, rest[arc] ?? 0));
      if (amount === 0) continue;
      rest[arc] = (rest[arc] ?? 0) - amount;
      rest[arc ^ 1] = (rest[arc ^ 1] ?? 0) + amount;
      sent += amount;
      if (sent === most) return sent;
    }
    return sent;
  };
  return send(source, Number.MAX_SAFE_INTEGER) > 0;
}
