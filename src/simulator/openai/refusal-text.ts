/** Text that the vendor's own refusals look like, in the field that is made for them. */
export const REFUSAL_TEXT = "I'm sorry, but I can't assist with that request.";
