/** What values of enums mean of subscriptions. */
export const subscription = {
  "SubscriptionEventKind.CANCELLATION_PLANNED":
    "Ends on the effective day, until when it can be withdrawn.",
  "SubscriptionEventKind.CANCELLATION_WITHDRAWN": "Goes on; days given back are billed again.",
  "SubscriptionEventKind.CANCELLED": "Ended at once; days charged from it on are credited.",
  "SubscriptionEventKind.CREATED": "An institution subscribed, from the effective day.",
  "SubscriptionEventKind.DISCOUNTED":
    "A coupon was redeemed or a discount ended, from the first day that is not billed yet.",
  "SubscriptionEventKind.LOWERING_PLANNED": "A cheaper tier from the next period on.",
  "SubscriptionEventKind.LOWERING_WITHDRAWN": "The present tier is kept after all.",
  "SubscriptionEventKind.PAUSED":
    "Not billed from the effective day; days charged from it on are credited.",
  "SubscriptionEventKind.RESTORED": "Access is given back: no invoice is overdue any more.",
  "SubscriptionEventKind.RESUMED": "Billed again from the effective day.",
  "SubscriptionEventKind.SPONSORED":
    "Its sponsor was set, changed or taken away, from the first day that is not billed yet.",
  "SubscriptionEventKind.SUSPENDED":
    "Access is withheld because an invoice is overdue; data stay and billing goes on.",
  "SubscriptionEventKind.TIER_LOWERED": "A cheaper tier at once, because nothing was charged yet.",
  "SubscriptionEventKind.TIER_RAISED":
    "A dearer tier at once; days left that were charged are charged anew.",

  "SubscriptionState.ACTIVE":
    "Billed period by period, also while access is withheld for want of payment.",
  "SubscriptionState.ENDED": "Cancelled, and its end has come: neither served nor billed.",
  "SubscriptionState.PAUSED": "Not billed from the first day of its pause until it is resumed.",
};
