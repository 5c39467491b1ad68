/**
 * A bad line between a client and the product. It carries TCP, so what a real line would lose comes late here, with all
 * that stands behind it: that is what loss looks like from a browser. (The kernel of the gate has no netem.)
 */
import { connect, createServer, type Socket } from 'node:net';
import type { Chance } from '#shared/foundation/chance.ts';

export type Quality = {
	/** There and back. */
	readonly rttMs: number;
	/** Share of the packets that have to be sent again, and again. */
	readonly loss: number;
	/** A connection is cut after as long as this, at least and at most. */
	readonly cutMs: readonly [number, number] | null;
};

/** up: from the client. */
type Direction = 'up' | 'down';

export type BadLine = {
	readonly url: string;
	/** Swallows everything from now on without closing anything: what is open now is dead for good. */
	swallow(which: readonly Direction[]): void;
	/** New connections go through. */
	heal(): void;
	/** From now on without cuts. */
	calm(): void;
	/** Carried so far, both ways. */
	bytes(): number;
	readonly cuts: () => number;
	close(): Promise<void>;
};

const PACKET_BYTES = 1400;
/** Packets on their way: as many as TCP dares when every fifth is lost (1.22 / √0.2). What waits travels together. */
const WINDOW = 3;

/** One direction of one connection. */
class Lane {
	readonly #to: Socket;
	readonly #quality: Quality;
	readonly #chance: Chance;
	#waiting = Buffer.alloc(0);
	#isEnding = false;
	#inFlight: Buffer[] = [];
	/** Nothing arrives before this. */
	#free: number;
	/** Not yet told of as arrived. */
	#unacknowledged = 0;

	constructor(to: Socket, quality: Quality, chance: Chance) {
		this.#to = to;
		this.#quality = quality;
		this.#chance = chance;
		// The three-way handshake comes first.
		this.#free = performance.now() + quality.rttMs;
	}

	push(bytes: Buffer): void {
		this.#waiting = Buffer.concat([this.#waiting, bytes]);
		this.#send();
	}

	end(): void {
		this.#isEnding = true;
		this.#send();
	}

	#send(): void {
		while (this.#waiting.length > 0 && this.#unacknowledged < WINDOW) {
			this.#inFlight.push(this.#waiting.subarray(0, PACKET_BYTES));
			this.#waiting = this.#waiting.subarray(PACKET_BYTES);
			this.#unacknowledged += 1;
			const late = this.#late();
			// In order: what is behind a lost packet waits for it; TCP hears of it all the same and sends on.
			this.#free = Math.max(this.#free, performance.now() + late);
			setTimeout(() => this.#arrive(), Math.max(0, this.#free - performance.now()));
			setTimeout(() => this.#acknowledge(), late + this.#quality.rttMs / 2);
		}
		if (this.#isEnding && this.#inFlight.length === 0) this.#to.end();
	}

	#late(): number {
		const { rttMs, loss } = this.#quality;
		let late = rttMs / 2;
		// What is lost is sent again after a round trip and a quarter, as TCP with RACK does.
		while (this.#chance.below(1000) < loss * 1000) late += rttMs * 1.25;
		return late;
	}

	#arrive(): void {
		const packet = this.#inFlight.shift();
		if (packet && this.#to.writable) this.#to.write(packet);
		if (this.#isEnding) this.#send();
	}

	#acknowledge(): void {
		this.#unacknowledged -= 1;
		this.#send();
	}
}

const good: Quality = { rttMs: 0, loss: 0, cutMs: null };

export async function layBadLine(port: number, chance: Chance, quality: Quality = good): Promise<BadLine> {
	const ends = new Set<Socket>();
	let swallowed: readonly Direction[] = [];
	let [bytes, cuts, calm] = [0, 0, false];
	const keep = (socket: Socket): Socket => {
		ends.add(socket);
		return socket.on('close', () => ends.delete(socket)).setNoDelay(true);
	};
	const join = (from: Socket, to: Socket, direction: Direction, dead: ReadonlySet<Direction>): void => {
		const carried = new Lane(to, quality, chance);
		from.on('data', (piece: Buffer) => {
			if (dead.has(direction)) return;
			bytes += piece.length;
			carried.push(piece);
		});
		from.on('end', () => {
			if (!dead.has(direction)) carried.end();
		});
	};
	const dying = new Set<Set<Direction>>();
	const server = createServer({ allowHalfOpen: true }, (near) => {
		const far = keep(connect({ port, host: '127.0.0.1', allowHalfOpen: true }));
		const dead = new Set<Direction>(swallowed);
		dying.add(dead);
		join(keep(near), far, 'up', dead);
		join(far, near, 'down', dead);
		const end = (): void => {
			dying.delete(dead);
			if (!dead.has('up')) far.destroy();
			if (!dead.has('down')) near.destroy();
		};
		// A line that is dead carries no farewell either.
		for (const socket of [near, far]) socket.on('error', end).on('close', end);
		if (quality.cutMs === null) return;
		const [least, most] = quality.cutMs;
		setTimeout(
			() => {
				if (calm || near.destroyed) return;
				cuts += 1;
				near.destroy();
				far.destroy();
			},
			least + chance.below(most - least)
		).unref();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return {
		url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
		swallow(which) {
			swallowed = which;
			for (const dead of dying) for (const direction of which) dead.add(direction);
		},
		heal: () => void (swallowed = []),
		calm: () => void (calm = true),
		bytes: () => bytes,
		cuts: () => cuts,
		close: () => {
			for (const socket of ends) socket.destroy();
			return new Promise((resolve) => server.close(() => resolve()));
		}
	};
}
