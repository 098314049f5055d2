/** By which service requests are answered: a vendor's batches, or calls that answer while one waits. */
export type Mode = "batch" | "live";
