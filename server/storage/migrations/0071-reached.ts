/** How far each row reaches, by client id: apart from its bytes, with a checksum of its own. */
export const up: readonly string[] = [
	`alter table updates add column reached blob`,
	`alter table snapshots add column reached blob`,
	`alter table damaged_rows add column reached blob`
];
