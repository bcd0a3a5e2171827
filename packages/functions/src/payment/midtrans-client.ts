/** Midtrans' own client, in a file that is loaded when it is first needed. */
import midtrans from "midtrans-client";

export const { CoreApi } = midtrans;
