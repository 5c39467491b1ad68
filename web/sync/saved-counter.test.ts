import { expect, test } from 'vitest';
import { SavedCounter } from './saved-counter.ts';

function linked(unsent = 0): SavedCounter {
	const counter = new SavedCounter(unsent);
	counter.connected();
	counter.sent('step2');
	counter.heard(1);
	return counter;
}

test('[W1] an edit is unsaved until the server counts the message that carried it', () => {
	const counter = linked();
	counter.edited();
	counter.sent('update');
	expect(counter.unsaved).toBe(1);
	counter.heard(1);
	expect(counter.unsaved).toBe(1);
	counter.heard(2);
	expect(counter.unsaved).toBe(0);
});

test('[W1] edits without a connection wait for the step 2 of the next', () => {
	const counter = linked();
	counter.edited();
	counter.edited();
	counter.connected();
	expect(counter.unsaved).toBe(2);
	counter.sent('step2');
	counter.heard(1);
	expect(counter.unsaved).toBe(0);
});

test('[W1] the count of an old connection says nothing about a new one', () => {
	const counter = linked();
	counter.edited();
	counter.sent('update');
	counter.connected();
	counter.heard(2);
	expect(counter.unsaved).toBe(1);
});

test('[W1] an update sent before the first step 2 is not saved by its own number', () => {
	const counter = new SavedCounter(3);
	counter.connected();
	counter.edited();
	counter.sent('update');
	counter.heard(1);
	expect(counter.unsaved).toBe(4);
	counter.sent('step2');
	counter.heard(2);
	expect(counter.unsaved).toBe(0);
});

test('[W1] what was edited after the counted message stays unsaved', () => {
	const counter = linked();
	counter.edited();
	counter.sent('update');
	counter.edited();
	counter.sent('update');
	counter.heard(2);
	expect(counter.unsaved).toBe(1);
});

test('[W10] a piece of an update is not the update', () => {
	const counter = linked();
	counter.edited();
	counter.sent('piece');
	counter.sent('update');
	counter.heard(2);
	expect(counter.unsaved).toBe(1);
	counter.heard(3);
	expect(counter.unsaved).toBe(0);
});
