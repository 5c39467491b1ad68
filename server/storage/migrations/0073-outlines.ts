/** What is kept beside a snapshot so that nobody need go through it; with a checksum that holds for this snapshot only. */
export const up: readonly string[] = [`alter table snapshots add column outline blob`];
