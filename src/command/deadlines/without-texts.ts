// What remains of a finished command after retention: that it happened, when, and who decided; no
// texts.

import type { Command, Reason } from '../command.ts'

/**
 * The command without slots, preview, reasons and values; they are erased with its evidence bodies.
 */
export function withoutTexts(command: Command): Command {
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

/** Keeps only counts: how many acts of a list were done tells which commands were undone. */
function withoutValues({ cause, args = {}, ...reason }: Reason): Reason {
  const counts = Object.entries(args).filter(([name]) => name.endsWith('_count'))
  return {
    ...reason,
    args: Object.fromEntries(counts),
    ...(cause === undefined ? {} : { cause: { id: cause.id } }),
  }
}
