import { randomOf } from "../src/statistics/numerics/random.ts";
import { bradleyTerryRanking } from "../src/statistics/pairwise/bradley-terry-bootstrap.ts";
import { pairMatrix } from "../src/statistics/pairwise/pair-matrix.ts";
import { clusteredEstimate } from "../src/statistics/rates/clustered-interval.ts";
import { momentsByCluster } from "../src/statistics/rates/tally.ts";
import { bootstrapEstimate } from "../src/statistics/resampling.ts";
import { statementRows } from "../src/statistics/statement-rows.ts";

// What resampling costs: `node bench/statistics.ts`. Making the data is not counted, going through the items is.

const ITEMS = 100_000;
const CLUSTERS = 100;
const RESAMPLES = 1000;

function timed<Value>(what: string, work: () => Value): Value {
  const start = performance.now();
  const value = work();
  console.log(`${what}: ${(performance.now() - start).toFixed(1)} ms`);
  return value;
}

const random = randomOf(1);
const clusters = Int32Array.from({ length: ITEMS }, (_, item) => item % CLUSTERS);
const rates = Float64Array.from({ length: CLUSTERS }, () => random.uniform());
const scores = Float64Array.from(clusters, (cluster) => (random.uniform() < (rates[cluster] ?? 0) ? 1 : 0));

const estimate = timed(`bootstrap of ${ITEMS} items x ${RESAMPLES} resamples over ${CLUSTERS} clusters`, () => {
  const rows = statementRows(CLUSTERS, 2);
  for (let item = 0; item < ITEMS; item++) {
    rows.add(clusters[item] ?? 0, 0, scores[item] ?? 0);
    rows.add(clusters[item] ?? 0, 1, 1);
  }
  return bootstrapEstimate(rows, (sums) => (sums[0] ?? 0) / (sums[1] ?? 1), { seed: 1, resamples: RESAMPLES });
});
console.log(`  ${estimate.value} [${estimate.interval?.low}, ${estimate.interval?.high}]`);

const formula = timed(`clustered interval of the same items`, () => clusteredEstimate(momentsByCluster(scores, clusters, CLUSTERS)));
console.log(`  ${formula.value} [${formula.interval?.low}, ${formula.interval?.high}]`);

const PLAYERS = 8;
const COMPARISONS = 566_400;
const matrix = pairMatrix(46, PLAYERS);
for (const ties of ["half", "davidson"] as const) {
  const ranking = timed(`Bradley-Terry of ${COMPARISONS} comparisons, ${PLAYERS} models, 1,000 resamples, ties ${ties}`, () => {
    if (ties === "half") {
      for (let comparison = 0; comparison < COMPARISONS; comparison++) {
        const first = random.below(PLAYERS);
        const second = (first + 1 + random.below(PLAYERS - 1)) % PLAYERS;
        const drawn = random.uniform() * (first + second + 4);
        const outcome = drawn < first + 1 ? [1, 0, 0] : drawn < first + second + 2 ? [0, 0, 1] : [0, 1, 0];
        matrix.count(comparison % 46, first, second, { wins: outcome[0] ?? 0, ties: outcome[1] ?? 0, losses: outcome[2] ?? 0 });
      }
    }
    return bradleyTerryRanking(matrix, PLAYERS, { seed: 1, ties });
  });
  console.log(`  ${ranking.ranks?.map(({ best, worst }) => `${best}-${worst}`).join(" ")}`);
}
