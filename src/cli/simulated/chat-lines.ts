// `aval chat --jsonl`: a real environment that another program drives line by line.

import { randomUUID } from 'node:crypto'
import { addAbortSignal } from 'node:stream'
import {
  letterLine,
  longestLine,
  parseLine,
  simulatedTransport,
} from '../../transports/json-lines.ts'
import { lineSplitter } from '../../transports/lines.ts'
import { type Context, openForCommandLine } from '../context.ts'
import { onFirstEndSignal } from '../end-signals.ts'
import { printError, printLines } from '../terminal.ts'
import { manualClock } from './clock.ts'
import { simulatedTime } from './simulated-time.ts'

/**
 * Runs until the input ends or a signal asks for the end; then no further line is read, and the
 * environment is closed. `at`: the clock's start, epoch milliseconds.
 */
export async function chatLines(context: Context, at: number): Promise<number> {
  const clock = manualClock(at)
  const write = (value: object) => printLines(JSON.stringify(value))
  const transport = simulatedTransport('jsonl', (letter) => write(letterLine(letter)))
  const opened = await openForCommandLine(context, clock, transport)
  await opened.engine.idle()
  const time = simulatedTime(opened, clock)
  const stop = new AbortController()
  onFirstEndSignal(() => stop.abort())
  let line = 0
  for await (const read of linesOf(process.stdin, stop.signal)) {
    line += 1
    const input = parseLine(read, clock.now(), randomUUID)
    if (input.kind === 'wrong') write({ type: 'error', line, message: input.message })
    else if (input.kind === 'wait') await time.waitUntil(clock.now() + input.milliseconds)
    else {
      // The engine does not answer strangers, so that a forgotten `+` would go unnoticed.
      if (/^\d{7,}$/.test(input.heard.from))
        printError(
          `line ${line}: from has digits only, so it is read as an id; a phone begins with +.`,
        )
      await opened.engine.listener.message(input.heard)
      // What becomes due at this very moment happens before the next line is read.
      await opened.engine.tick()
      await time.happened()
    }
    await opened.engine.idle()
    write({ type: 'quiet', now: new Date(clock.now()).toISOString() })
    if (stop.signal.aborted) break
  }
  await opened.close()
  return 0
}

async function* linesOf(
  input: NodeJS.ReadStream,
  stop: AbortSignal,
): AsyncGenerator<Buffer | null> {
  const splitter = lineSplitter(longestLine)
  try {
    for await (const bytes of addAbortSignal(stop, input)) yield* splitter.feed(Buffer.from(bytes))
    yield* splitter.end()
  } catch (error) {
    if (!stop.aborted) throw error
  }
}
