// The least that a client can do: asks every prompt, so many at once, parses the answers, and keeps nothing.
import { Agent, request } from "undici";
import { MODEL, prompt } from "./inputs.ts";

const [url, count, inFlight] = process.argv.slice(2);
const [last, places] = [Number(count), Number(inFlight)];
const dispatcher = new Agent({ connections: places });
const headers = { authorization: "Bearer simulated", "content-type": "application/json" };
let next = 0;
let characters = 0;

async function askInTurn(): Promise<void> {
  while (next < last) {
    const body = JSON.stringify({ model: MODEL, messages: [{ role: "user", content: prompt(next++) }] });
    const answer = await request(`${url}/v1/chat/completions`, { method: "POST", headers, body, dispatcher });
    if (answer.statusCode !== 200) throw new Error(`HTTP ${answer.statusCode}: ${await answer.body.text()}`);
    const { choices } = (await answer.body.json()) as { choices: { message: { content: string } }[] };
    characters += choices[0]?.message.content.length ?? 0;
  }
}

await Promise.all(Array.from({ length: places }, askInTurn));
await dispatcher.close();
console.log(`${characters} characters`);
