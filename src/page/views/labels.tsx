import type { JSX } from "preact";
import type { CorrectedRate, JudgeAccuracy, LabelSummary } from "../../report/summary.ts";
import { amountColours } from "../colours.ts";
import { useReport, type ViewProps } from "../context.ts";
import { count, counted, decimals, interval, percent } from "../format.ts";
import { Heat } from "../parts/heat.tsx";
import { Section } from "../parts/section.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Name } from "../parts/text.tsx";
import { plainName } from "../visible.ts";

/** What people say, and what that makes of the judges. */
export function LabelsView({ spec }: ViewProps): JSX.Element {
  const { level } = useReport().summary;
  const { labels } = spec;
  if (labels === null)
    return (
      <p class="quiet">
        No person has labelled answers yet. <code>speceval label</code> shows a sample to label, where judges disagree most.
      </p>
    );
  const columns: readonly Column<JudgeAccuracy>[] = [
    { key: "judge", title: "Judge", text: true, cell: ({ judge }) => <Name of={judge} />, sort: ({ judge }) => judge },
    { key: "items", title: "Labelled answers", cell: ({ items }) => count(items), sort: ({ items }) => items },
    {
      key: "accuracy",
      title: "Accuracy",
      cell: ({ accuracy }) =>
        `${percent(accuracy.value)} (${interval(accuracy.likeThese ?? accuracy.thisSpec, (bound) => percent(bound))})`,
      sort: ({ accuracy }) => accuracy.value,
    },
    { key: "kappa", title: "Cohen's kappa", cell: ({ kappa }) => decimals(kappa.value, 3), sort: ({ kappa }) => kappa.value },
    { key: "precision", title: "Macro precision", cell: (row) => decimals(row.macroPrecision, 3), sort: (row) => row.macroPrecision },
    { key: "recall", title: "Macro recall", cell: (row) => decimals(row.macroRecall, 3), sort: (row) => row.macroRecall },
    { key: "f1", title: "Macro F1", cell: (row) => decimals(row.macroF1, 3), sort: (row) => row.macroF1 },
  ];
  const corrected: readonly Column<CorrectedRate>[] = [
    { key: "model", title: "Model", text: true, cell: ({ candidate }) => <Name of={candidate} />, sort: ({ candidate }) => candidate },
    { key: "judge", title: "Judge", text: true, cell: ({ judge }) => <Name of={judge} />, sort: ({ judge }) => judge },
    { key: "raw", title: "By the judge", cell: ({ raw }) => percent(raw), sort: ({ raw }) => raw },
    {
      key: "rg",
      title: "Rogan–Gladen",
      cell: ({ roganGladen }) => withInterval(roganGladen),
      sort: ({ roganGladen }) => roganGladen?.value ?? null,
    },
    { key: "ppi", title: "Prediction-powered", cell: ({ ppi }) => withInterval(ppi), sort: ({ ppi }) => ppi?.value ?? null },
    { key: "reason", title: "Why there is none", text: true, cell: ({ reason }) => (reason === null ? "" : <Name of={reason} />) },
  ];
  return (
    <>
      <Section
        title="Judges against people"
        lead={`${counted(labels.labels, "label")} of ${counted(labels.labellers, "person", "people")}.${peopleAgree(labels.agreement)}`}
      >
        <Table id="accuracy" caption="How often each judge says what people say" rows={labels.judges} columns={columns} />
        <div class="small-charts">
          {labels.judges.map((sheet) => (
            <Confusion key={sheet.judge} sheet={sheet} />
          ))}
        </div>
      </Section>
      <Section
        title="Corrected compliance"
        lead={`What the labels make of each judge's rates, with ${level * 100} % intervals that include the labels' own uncertainty.`}
      >
        <Table id="corrected" caption="Compliance corrected by labels" rows={labels.corrected} columns={corrected} />
      </Section>
    </>
  );
}

function peopleAgree(agreement: LabelSummary["agreement"]): string {
  const figureOf = (name: string) => agreement.find((figure) => figure.name === name);
  const [raw, kappa] = [figureOf("rawAgreement"), figureOf("fleissKappa")];
  if (raw === undefined) return "";
  const answers = counted(raw.items, "answer");
  return ` On ${answers} that several of them labelled, two agree in ${percent(raw.value)} of the cases (kappa ${decimals(kappa?.value ?? null, 2)}).`;
}

function withInterval(rate: CorrectedRate["ppi"]): string {
  return rate === null ? "–" : `${percent(rate.value)} (${interval(rate.interval, (bound) => percent(bound))})`;
}

function Confusion({ sheet }: { readonly sheet: JudgeAccuracy }): JSX.Element {
  const names = ["violates", "complies"];
  const total = sheet.confusion.flat().reduce((sum, value) => sum + value, 0);
  return (
    <Heat
      caption={`People (rows) and ${plainName(sheet.judge)} (columns)`}
      corner="People say"
      rows={names.map((name) => ({ name }))}
      columns={names.map((name) => ({ name }))}
      cell={(row, column) => {
        const value = sheet.confusion[row]?.[column] ?? 0;
        return {
          text: count(value),
          colours: amountColours(total === 0 ? 0 : value / total),
          label: `People say ${names[row]}, the judge says ${names[column]}: ${count(value)}`,
        };
      }}
    />
  );
}
