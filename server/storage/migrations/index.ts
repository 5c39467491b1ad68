/** The migrations in order. A landed one is never changed; what comes later is a new number. */
import { up as grounds } from './0001-grounds.ts';
import { up as meetings } from './0020-meetings.ts';
import { up as decisions } from './0030-decisions.ts';
import { up as followups } from './0040-followups.ts';
import { up as evaluations } from './0050-evaluations.ts';
import { up as files } from './0060-files.ts';
import { up as damagedRows } from './0070-damaged-rows.ts';
import { up as reached } from './0071-reached.ts';
import { up as snapshotPieces } from './0072-snapshot-pieces.ts';
import { up as outlines } from './0073-outlines.ts';
import { up as ballots } from './0080-ballots.ts';
import { up as topics } from './0081-topics.ts';
import { up as doors } from './0082-doors.ts';
import { up as screens } from './0083-screens.ts';
import { up as calendars } from './0084-calendars.ts';
import { up as papers } from './0086-papers.ts';
import { up as brought } from './0087-brought.ts';

export type Migration = { readonly name: string; readonly up: readonly string[] };

export const migrations: readonly Migration[] = [
	{ name: '0001-grounds', up: grounds },
	{ name: '0020-meetings', up: meetings },
	{ name: '0030-decisions', up: decisions },
	{ name: '0040-followups', up: followups },
	{ name: '0050-evaluations', up: evaluations },
	{ name: '0060-files', up: files },
	{ name: '0070-damaged-rows', up: damagedRows },
	{ name: '0071-reached', up: reached },
	{ name: '0072-snapshot-pieces', up: snapshotPieces },
	{ name: '0073-outlines', up: outlines },
	{ name: '0080-ballots', up: ballots },
	{ name: '0081-topics', up: topics },
	{ name: '0082-doors', up: doors },
	{ name: '0083-screens', up: screens },
	{ name: '0084-calendars', up: calendars },
	{ name: '0086-papers', up: papers },
	{ name: '0087-brought', up: brought }
];
