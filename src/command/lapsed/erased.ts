// What retention leaves of a command that is over: that it was, when, who decided, and no words.

import type { Command, Reason } from '../command.ts'

/** Its slots, preview, reasons and values go with the bodies of its evidence. */
export function withoutWords(command: Command): Command {
  const { ticket: _ticket, ...kept } = command
  const { acts, approval, failure } = kept
  return {
    ...kept,
    slots: {},
    preview: null,
    chat: null,
    ...(acts === undefined ? {} : { acts: acts.map((one) => ({ ...one, slots: {} })) }),
    ...(failure === undefined ? {} : { failure: withoutValues(failure) }),
    approval:
      approval === null
        ? null
        : { ...approval, votes: approval.votes.map(({ reason: _reason, ...vote }) => vote) },
    erased: true,
  }
}

/** How many acts of a list were done still says which commands were taken back. */
function withoutValues({ cause, args = {}, ...reason }: Reason): Reason {
  const counts = Object.entries(args).filter(([name]) => name.endsWith('_count'))
  return {
    ...reason,
    args: Object.fromEntries(counts),
    ...(cause === undefined ? {} : { cause: { id: cause.id } }),
  }
}
