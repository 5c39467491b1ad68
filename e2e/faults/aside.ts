/** A module run in a process of its own and spoken to by messages. */
import { fork } from 'node:child_process';
import { join } from 'node:path';

export type Aside<Order extends object> = {
	/** @throws what went wrong over there. */
	ask(order: Order): Promise<number>;
	end(): void;
};

type Answer = { readonly ms?: number; readonly error?: string };

export function startAside<Order extends object>(module: string): Aside<Order> {
	const child = fork(join(import.meta.dirname, module), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
	return {
		ask: (order) =>
			new Promise((resolve, reject) => {
				const ended = (code: number | null): void => reject(new Error(`${module} ended with ${code}`));
				child.once('exit', ended);
				child.once('message', ({ ms, error }: Answer) => {
					child.off('exit', ended);
					if (ms === undefined) reject(new Error(error));
					else resolve(ms);
				});
				child.send(order);
			}),
		end: () => void child.kill('SIGKILL')
	};
}
