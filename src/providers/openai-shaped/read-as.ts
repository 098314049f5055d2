import type { z } from "zod";
import { ProviderError } from "../../errors.ts";

/**
 * Reads an answer that should be a batch, or a list of them.
 *
 * @param paid whether the answer is to the call that costs money: then it may have taken effect all the same
 * @throws {ProviderError} when it is something else
 */
export function readAs<Shape>(
  schema: z.ZodType<Shape>,
  value: unknown,
  { name, title }: { readonly name: string; readonly title: string },
  paid: boolean,
): Shape {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProviderError(`${title} answered with something that is no batch; run the same command again later.`, {
    provider: name,
    kind: "transient",
    ambiguous: paid,
  });
}
