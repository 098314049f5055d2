import fc from "fast-check";
import { expect, test } from "vitest";
import { linkTo, parseRoute } from "../../src/page/address.ts";

/** Any string of JavaScript, with halves of characters and all that has a meaning in addresses. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom("%", "&", "=", "/", "?", "#", "+", " ", "\uD800", "\uDFFF", "😀", "%ED%A0%80"),
  ),
});

test("every link leads where it says, whatever a specification or a model is called", () => {
  const parameters = fc.dictionary(
    anyText.filter((key) => key !== ""),
    anyText.filter((value) => value !== ""),
  );
  fc.assert(
    fc.property(fc.array(anyText), parameters, (names, given) => {
      const link = linkTo("statement", names, given);
      expect(link).toMatch(/^[!-~]+$/);
      expect(parseRoute(link)).toEqual({ view: "statement", names, parameters: { ...given } });
    }),
  );
});

test("parameters that are empty are left out", () => {
  expect(linkTo("models", ["s"], { judge: "", page: 2 })).toBe("#/models/s?page=2");
});

test("a mangled link names something that is not there", () => {
  expect(parseRoute("#/statement/100%/%FF?model=%")).toEqual({ view: "statement", names: ["100%", "%FF"], parameters: { model: "%" } });
});
