/** The load processes as the bench sees them: one probe with everybody whose clock is read, and the crowd beside it. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Answers, Message, OrderName, Orders } from './load-process.ts';

type Reply = { readonly number: number; readonly answer?: unknown; readonly failed?: string };
type Waiting = { readonly resolve: (answer: unknown) => void; readonly reject: (why: Error) => void };

type LoadProcess = {
	order<Name extends OrderName>(name: Name, order: Orders[Name]): Promise<Answers[Name]>;
	end(): void;
};

function forkLoad(niceness: number): LoadProcess {
	const child: ChildProcess = fork(join(import.meta.dirname, 'load-process.ts'), [String(niceness)], {
		serialization: 'advanced',
		env: { ...process.env, NODE_OPTIONS: '' } // a profile is of the server only
	});
	const waiting = new Map<number, Waiting>();
	let number = 0;
	child.on('message', (message) => {
		const reply = message as Reply; // from our own child
		const asked = waiting.get(reply.number);
		waiting.delete(reply.number);
		if (reply.failed === undefined) asked?.resolve(reply.answer);
		else asked?.reject(new Error(reply.failed));
	});
	child.on('exit', (code, signal) => {
		for (const { reject } of waiting.values()) reject(new Error(`a load process ended with ${code ?? signal}`));
	});
	return {
		order: <Name extends OrderName>(name: Name, order: Orders[Name]) =>
			new Promise<Answers[Name]>((resolve, reject) => {
				number += 1;
				waiting.set(number, { resolve: (answer) => resolve(answer as Answers[Name]), reject });
				child.send({ number, name, order } as Message);
			}),
		end: () => void child.kill()
	};
}

const CROWD_NICENESS = 5;

export class Herd {
	readonly probe: LoadProcess = forkLoad(0);
	readonly crowds: readonly LoadProcess[];

	constructor(crowds: number) {
		this.crowds = Array.from({ length: crowds }, () => forkLoad(CROWD_NICENESS));
	}

	get all(): readonly LoadProcess[] {
		return [this.probe, ...this.crowds];
	}

	/** The same order to everybody. */
	each<Name extends OrderName>(name: Name, order: Orders[Name]): Promise<Answers[Name][]> {
		return Promise.all(this.all.map((one) => one.order(name, order)));
	}

	end(): void {
		for (const one of this.all) one.end();
	}
}
