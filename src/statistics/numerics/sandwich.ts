import { Matrix } from "ml-matrix";

/**
 * The covariance of coefficients when items of one cluster hang together: B · M · B · G/(G-1), where B is the inverse of the
 * information and M the sum over clusters of the outer products of their scores. Source: Liang and Zeger 1986; CR1 as in
 * Cameron and Miller 2015.
 *
 * @param bread inverse information
 * @param scores derivative of an item's log-likelihood by each coefficient: `columns` of them for each item, item after item
 * @param clusters the cluster of each item, from 0
 * @returns null with fewer than two clusters
 */
export function clusteredCovariance(bread: Matrix, scores: Float64Array, clusters: ArrayLike<number>, columns: number): Matrix | null {
  const sums = new Map<number, Float64Array>();
  for (let item = 0; item < clusters.length; item++) {
    const cluster = clusters[item] ?? 0;
    let sum = sums.get(cluster);
    if (sum === undefined) {
      sum = new Float64Array(columns);
      sums.set(cluster, sum);
    }
    for (let column = 0; column < columns; column++) sum[column] = (sum[column] ?? 0) + (scores[item * columns + column] ?? 0);
  }
  const groups = sums.size;
  if (groups < 2) return null;
  const meat = Matrix.zeros(columns, columns);
  for (const sum of sums.values()) {
    const column = Matrix.columnVector(sum);
    meat.add(column.mmul(column.transpose()));
  }
  return bread
    .mmul(meat)
    .mmul(bread)
    .mul(groups / (groups - 1));
}
