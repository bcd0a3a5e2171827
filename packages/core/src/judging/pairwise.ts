/** A judge found `winner` better than `loser`. */
export interface Comparison {
  winner: string;
  loser: string;
}

export interface Strength {
  id: string;
  /** Natural logarithm; the mean over all is 0. */
  ability: number;
  /** Approximate standard error. */
  error: number;
}

/**
 * Bradley-Terry strengths by maximum likelihood, with Hunter's MM algorithm (Annals of Statistics
 * 2004). `prior` adds that many wins and losses of each against an average opponent, without which
 * one who always wins has no finite strength; 0 gives the pure likelihood.
 */
export function bradleyTerry(
  ids: readonly string[],
  comparisons: readonly Comparison[],
  prior = 0.5,
): Strength[] {
  const index = new Map(ids.map((id, position) => [id, position]));
  const wins = ids.map(() => prior);
  const games = new Map<number, number>();
  for (const { winner, loser } of comparisons) {
    const [a, b] = [index.get(winner), index.get(loser)];
    if (a === undefined || b === undefined) continue;
    wins[a] = (wins[a] ?? 0) + 1;
    const pair = Math.min(a, b) * ids.length + Math.max(a, b);
    games.set(pair, (games.get(pair) ?? 0) + 1);
  }
  const pairs = [...games].map(([pair, count]) => ({
    a: Math.floor(pair / ids.length),
    b: pair % ids.length,
    count,
  }));
  let strengths = ids.map(() => 1);
  for (let round = 0; round < 10_000; round += 1) {
    const weights = strengths.map((own) => (2 * prior) / (own + 1));
    for (const { a, b, count } of pairs) {
      const share = count / ((strengths[a] ?? 1) + (strengths[b] ?? 1));
      weights[a] = (weights[a] ?? 0) + share;
      weights[b] = (weights[b] ?? 0) + share;
    }
    const next = strengths.map((own, i) =>
      (weights[i] ?? 0) === 0 ? own : (wins[i] ?? 0) / (weights[i] ?? 1),
    );
    const scale = Math.exp(next.reduce((sum, own) => sum + Math.log(own), 0) / ids.length);
    const scaled = prior > 0 ? next : next.map((own) => own / scale);
    const moved = Math.max(
      ...scaled.map((own, i) => Math.abs(Math.log(own / (strengths[i] ?? 1)))),
    );
    strengths = scaled;
    if (moved < 1e-12) break;
  }
  const logs = strengths.map(Math.log);
  const centre = logs.reduce((sum, own) => sum + own, 0) / Math.max(1, ids.length);
  const information = strengths.map((own) => (2 * prior * own) / (own + 1) ** 2);
  for (const { a, b, count } of pairs) {
    const [x, y] = [strengths[a] ?? 1, strengths[b] ?? 1];
    const amount = (count * x * y) / (x + y) ** 2;
    information[a] = (information[a] ?? 0) + amount;
    information[b] = (information[b] ?? 0) + amount;
  }
  return ids.map((id, i) => ({
    id,
    ability: (logs[i] ?? 0) - centre,
    error: 1 / Math.sqrt(information[i] || Number.MIN_VALUE),
  }));
}

/**
 * The pair whose comparison tells most: likely to go either way, between entries whose strengths are
 * least known. `allowed` says which pairs this judge may still compare.
 */
export function nextPair(
  strengths: readonly Strength[],
  allowed: (first: string, second: string) => boolean,
): [string, string] | undefined {
  let best: [string, string] | undefined;
  let most = -1;
  strengths.forEach((first, i) => {
    for (const second of strengths.slice(i + 1)) {
      if (!allowed(first.id, second.id)) continue;
      const p = 1 / (1 + Math.exp(second.ability - first.ability));
      const gain = p * (1 - p) * (first.error ** 2 + second.error ** 2);
      if (gain > most) {
        most = gain;
        best = [first.id, second.id];
      }
    }
  });
  return best;
}
