import { renderGraphiQL } from "@graphql-yoga/render-graphiql";
import type { GraphiQLOptions } from "graphql-yoga";
import { tabs } from "./tabs.ts";

/** GraphiQL with the example tabs. They name who asks and hold no token, so that a tab which a browser kept stays good. */
export const playgroundOptions: GraphiQLOptions = {
  title: "Winner",
  shouldPersistHeaders: true,
  defaultEditorToolsVisibility: "headers",
  defaultTabs: tabs.map(({ role, query }) => ({
    query,
    headers: JSON.stringify(role ? { Authorization: `Demo ${role}` } : {}, null, 2),
  })),
};

/**
 * GraphiQL 5 leaves each tab that it is given at the start moved aside, and hides this until the tab has the focus: at
 * a click the tab jumps away from under the pointer, and is not opened. So no tab is ever moved aside here.
 */
const mend = "<style>.graphiql-tab { transform: none !important }</style>";

export const renderPlayground = (options?: GraphiQLOptions): string =>
  renderGraphiQL(options).replace("</head>", `${mend}</head>`);
