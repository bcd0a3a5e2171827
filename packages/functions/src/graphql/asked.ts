import {
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  Kind,
  type SelectionNode,
} from "graphql";

/**
 * The names of all fields that are asked below a field, on whatever level and of whatever type. Where the
 * reading of rows depends on them, what is asked for is read in one statement, and no more.
 */
export function namesBelow({
  fieldNodes,
  fragments,
}: Pick<GraphQLResolveInfo, "fieldNodes" | "fragments">): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<FragmentDefinitionNode>();
  const visit = (node: SelectionNode | FragmentDefinitionNode): void => {
    if (node.kind === Kind.FIELD) names.add(node.name.value);
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments[node.name.value];
      if (!fragment || seen.has(fragment)) return;
      seen.add(fragment);
      visit(fragment);
    } else for (const below of node.selectionSet?.selections ?? []) visit(below);
  };
  for (const { selectionSet } of fieldNodes)
    for (const node of selectionSet?.selections ?? []) visit(node);
  return names;
}
