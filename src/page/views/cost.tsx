import type { JSX } from "preact";
import type { RunCost } from "../../report/summary.ts";
import { useReport } from "../context.ts";
import { count, counted, duration, usd } from "../format.ts";
import { Bars } from "../parts/charts.tsx";
import { Section } from "../parts/section.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Name } from "../parts/text.tsx";

/** What it cost, and how long it took. */
export function CostView(): JSX.Element {
  const { cost } = useReport().summary;
  if (cost.length === 0) return <p class="quiet">The folders that were read have no ledger, so that nothing is known of cost and time.</p>;
  const known = cost.flatMap(({ usd: dollars }) => dollars ?? []);
  const total = known.reduce((sum, dollars) => sum + dollars, 0);
  const untimed = cost.filter(({ milliseconds }) => milliseconds === null).length;
  const stages = [...new Set(cost.map(({ stage }) => stage))];
  const byStage = stages.map((stage) => ({
    name: stage,
    value: cost.filter((run) => run.stage === stage).reduce((sum, run) => sum + (run.usd ?? 0), 0),
  }));
  const columns: readonly Column<RunCost>[] = [
    { key: "model", title: "Model", text: true, cell: ({ model }) => <Name of={model} />, sort: ({ model }) => model },
    { key: "stage", title: "Stage", text: true, cell: ({ stage }) => stage, sort: ({ stage }) => stage },
    { key: "spec", title: "Specification", text: true, cell: ({ spec }) => <Name of={spec} />, sort: ({ spec }) => spec },
    { key: "mode", title: "Mode", text: true, cell: ({ mode }) => mode, sort: ({ mode }) => mode },
    { key: "requests", title: "Requests", cell: ({ requests }) => count(requests), sort: ({ requests }) => requests },
    { key: "in", title: "Tokens in", cell: ({ inputTokens }) => count(inputTokens), sort: ({ inputTokens }) => inputTokens },
    { key: "out", title: "Tokens out", cell: ({ outputTokens }) => count(outputTokens), sort: ({ outputTokens }) => outputTokens },
    { key: "usd", title: "Cost", cell: (run) => usd(run.usd), sort: (run) => run.usd },
    { key: "time", title: "Time", cell: ({ milliseconds }) => duration(milliseconds), sort: ({ milliseconds }) => milliseconds },
  ];
  return (
    <Section
      title="Cost and time"
      lead={`${usd(total)} in all${known.length < cost.length ? `, besides ${counted(cost.length - known.length, "run")} whose price is not known` : ""}. Time is from the first batch that was submitted, or live call that was made, to the end of the last${untimed > 0 ? `; ${counted(untimed, "run")} ${untimed === 1 ? "has" : "have"} none, without a batch that ended or a call that is on record` : ""}.`}
    >
      {total > 0 && (
        <Bars
          label="Cost of each stage"
          axis="Cost (USD)"
          domain={[0, Math.max(...byStage.map(({ value }) => value)) * 1.05]}
          format={usd}
          bars={byStage}
        />
      )}
      <Table id="cost" caption="What each run cost" rows={cost} columns={columns} />
    </Section>
  );
}
