/** A page of a connection, as every list has it. */
export interface Page<Node> {
  edges: readonly { node: Node }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/**
 * Every node of a connection, one page after the other, each asked for when it is needed:
 *
 *     for await (const invoice of allNodes(async (after) =>
 *       (await client.request(InvoicesDocument, { first: 100, after })).invoices)) …
 *
 * A connection that is null (nothing to be seen) has no nodes.
 */
export async function* allNodes<Node>(
  page: (after: string | null) => Promise<Page<Node> | null>,
): AsyncGenerator<Node> {
  let after: string | null = null;
  do {
    const found: Page<Node> | null = await page(after);
    for (const { node } of found?.edges ?? []) yield node;
    after = found?.pageInfo.hasNextPage ? found.pageInfo.endCursor : null;
  } while (after !== null);
}
