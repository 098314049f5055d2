import type { JSX } from "preact";
import type { ModelInfo, Source } from "../../report/summary.ts";
import { useReport, type ViewProps } from "../context.ts";
import { count, counted } from "../format.ts";
import { Section } from "../parts/section.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Name } from "../parts/text.tsx";

/** What the numbers were made from, so that they can be made again. */
export function ProvenanceView({ spec }: ViewProps): JSX.Element {
  const { summary } = useReport();
  const columns: readonly Column<Source>[] = [
    { key: "judge", title: "Judge", text: true, cell: ({ judge }) => <Name of={judge} />, sort: ({ judge }) => judge },
    { key: "stage", title: "Stage", text: true, cell: ({ stage }) => stage, sort: ({ stage }) => stage },
    { key: "spec", title: "Specification", text: true, cell: ({ spec: name }) => <Name of={name} />, sort: ({ spec: name }) => name },
    { key: "complete", title: "Complete", text: true, cell: ({ complete }) => (complete === null ? "not known" : complete ? "yes" : "no") },
    { key: "files", title: "Files", cell: ({ files }) => count(files), sort: ({ files }) => files },
    { key: "rows", title: "Rows", cell: ({ rows }) => count(rows), sort: ({ rows }) => rows },
    {
      key: "date",
      title: "Begun",
      text: true,
      cell: ({ createdAt }) => <time class="date">{createdAt?.replace(/T(\d\d:\d\d).*/, " $1 UTC") ?? "–"}</time>,
      sort: ({ createdAt }) => createdAt,
    },
    {
      key: "prompt",
      title: "Prompt",
      text: true,
      cell: ({ prompt }) =>
        prompt === null ? (
          "–"
        ) : (
          <>
            <Name of={prompt.name} /> {prompt.version === null ? "" : `version ${prompt.version} `}
            <Hash of={prompt.sha256} />
          </>
        ),
    },
    { key: "hash", title: "Specification's hash", text: true, cell: ({ specSha256 }) => <Hash of={specSha256} /> },
    { key: "versions", title: "Versions that answered", text: true, cell: ({ judgeVersions }) => <Versions of={judgeVersions} /> },
    {
      key: "path",
      title: "Folder",
      text: true,
      cell: ({ path }) => (
        <div class="path">
          <Name of={path} />
        </div>
      ),
      sort: ({ path }) => path,
    },
  ];
  const models: readonly Column<ModelInfo & { readonly role: string }>[] = [
    { key: "name", title: "Name", text: true, cell: ({ name }) => <Name of={name} />, sort: ({ name }) => name },
    { key: "role", title: "Role", text: true, cell: ({ role }) => role, sort: ({ role }) => role },
    {
      key: "family",
      title: "Family",
      text: true,
      cell: ({ family }) => (family === null ? "not known" : <Name of={family} />),
      sort: ({ family }) => family,
    },
    { key: "versions", title: "Versions that answered", text: true, cell: ({ versions }) => <Versions of={versions} /> },
  ];
  return (
    <>
      <Section title="How these numbers were made">
        <dl class="figures wide">
          <Fact title="Made with" value={`${summary.tool.name} ${summary.tool.version}`} />
          <Fact title="Intervals" value={`${summary.level * 100} %`} />
          <Fact title="Resamples" value={`${counted(summary.resamples, "resample")}, seed ${summary.seed}`} />
          <Fact title="Format of the summary" value={String(summary.format)} />
          <Fact title="Specification" value={spec.name} />
          <Fact title="Its SHA-256" value={spec.sha256 ?? "not known"} />
        </dl>
        <p>The same files and the same seed give the same numbers, byte for byte.</p>
      </Section>
      <Section title="Models">
        <Table
          id="names"
          caption="Candidates and judges of this specification"
          rows={[
            ...spec.candidates.map((model) => ({ ...model, role: "candidate" })),
            ...spec.judges.map((model) => ({ ...model, role: "judge" })),
          ]}
          columns={models}
        />
      </Section>
      <Section title="Sources">
        <Table id="sources" caption="Folders that were read, of all specifications" rows={summary.sources} columns={columns} />
      </Section>
    </>
  );
}

function Fact({ title, value }: { readonly title: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <Name of={value} />
      </dd>
    </div>
  );
}

function Hash({ of: hash }: { readonly of: string | null }): JSX.Element {
  return hash === null ? <>–</> : <code title={hash}>{hash.slice(0, 12)}</code>;
}

function Versions({ of: versions }: { readonly of: readonly string[] }): JSX.Element {
  if (versions.length === 0) return <>not known</>;
  return (
    <ul class="inline-list">
      {versions.map((version) => (
        <li key={version}>
          <Name of={version} />
        </li>
      ))}
    </ul>
  );
}
