// Serves a simulator whose files stay in a folder that the benchmark knows; prints its address.
import { parseScenario, startSimulator } from "../src/simulator/simulator.ts";

const [directory, sentences = "35"] = process.argv.slice(2);
if (directory === undefined) throw new Error("usage: simulator-process.ts DIRECTORY [SENTENCES]");
const scenario = parseScenario(
  `{ progress: { retrieves: { validating: 1, in_progress: 0 } }, answer_sentences: ${sentences} }`,
  "the benchmark's scenario",
);
const simulator = await startSimulator({ directory, scenario });
console.log(simulator.url);
