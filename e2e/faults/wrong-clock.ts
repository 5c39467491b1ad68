/**
 * Loaded into the product before itself (`node --import`): a wall clock that is as wrong as the file named by FAULTS_CLOCK
 * says, in milliseconds. Timers and the monotonic clock go on, as they do when somebody sets the time.
 */
import { readFileSync } from 'node:fs';

const file = process.env['FAULTS_CLOCK'] ?? '';
const { now } = Date;
const wrong = (): number => now() + Number(readFileSync(file, 'utf8'));

globalThis.Date = new Proxy(Date, {
	construct: (target, args: unknown[], newTarget: new () => unknown): object =>
		Reflect.construct(target, args.length === 0 ? [wrong()] : args, newTarget) as object,
	get: (target, key): unknown => (key === 'now' ? wrong : Reflect.get(target, key))
});
