import { expect, test } from 'vitest';
import { forgetfulNotes, Markers } from './markers.ts';
import { othersUnsent } from './notes.ts';

test('[O9] another account’s unsent text is named, one’s own and what is all sent is not', () => {
	const notes = forgetfulNotes();
	new Markers('secretary', notes).put('meeting:m-1:agenda:1', 'tab-1', { unsent: 2, late: false });
	new Markers('liaison-edu', notes).put('meeting:m-1:agenda:1', 'tab-2', { unsent: 1, late: false });
	new Markers('observer', notes).put('meeting:m-1:agenda:1', 'tab-3', { unsent: 0, late: false });
	expect(othersUnsent('secretary', notes)).toEqual(['liaison-edu']);
	expect(othersUnsent('liaison-edu', notes)).toEqual(['secretary']);
});
