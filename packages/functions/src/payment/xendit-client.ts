/** Xendit's own client, in a file that is loaded when it is first needed. */
export { Xendit } from "xendit-node";
