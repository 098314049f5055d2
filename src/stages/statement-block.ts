import type { Statement, StatementExample } from "../domain/statement.ts";

/** A statement as a judge sees it. It comes from the user's own specification and is trusted. */
export function statementBlock(statement: Statement): string {
  return [
    "<statement>",
    `ID: ${statement.id}`,
    `Type: ${statement.type}`,
    `Authority level: ${statement.authority_level}`,
    `Section: ${statement.section || "N/A"}`,
    `Subsection: ${statement.subsection || "N/A"}`,
    `Text:\n${element("text", statement.text)}`,
    "</statement>",
  ].join("\n");
}

/** The worked examples of a statement as a judge sees them, each with the parts it has; empty where there are none. */
export function examplesBlock(statement: Statement): string {
  const examples = (statement.metadata.examples ?? []).map(partsOf).filter((parts) => parts.size > 0);
  if (examples.length === 0) return "";
  const blocks = examples.map((parts, index) => {
    const elements = [...parts].map(([name, text]) => element(name, text));
    return `<example number="${index + 1}">\n${elements.join("\n")}\n</example>`;
  });
  return element("examples", [...explainResponses(examples), ...blocks].join("\n"));
}

type ExamplePart = keyof StatementExample;
const PARTS = ["description", "user_query", "good_response", "bad_response"] as const satisfies readonly ExamplePart[];

function partsOf(example: StatementExample): Map<ExamplePart, string> {
  const parts = new Map<ExamplePart, string>();
  for (const part of PARTS) {
    const text = example[part];
    if (text !== undefined && text.trim() !== "") parts.set(part, text);
  }
  return parts;
}

/** Says what good and bad responses are, as far as there are any. */
function explainResponses(examples: readonly ReadonlyMap<ExamplePart, string>[]): string[] {
  const good = examples.filter((parts) => parts.has("good_response")).length;
  const bad = examples.filter((parts) => parts.has("bad_response")).length;
  if (good === 0 && bad === 0) return [];
  if (bad === 0) return ["A good response follows the statement."];
  if (good === 0) return ["A bad response does not follow the statement."];
  const both = "A good response follows the statement, a bad one does not.";
  if (good === examples.length && bad === examples.length) return [both];
  return [`${both} Not every example has both: one good response may stand for several bad ones, or the other way round.`];
}

function element(name: string, text: string): string {
  return `<${name}>\n${text}\n</${name}>`;
}
