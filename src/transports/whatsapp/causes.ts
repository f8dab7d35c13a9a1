// Why a link is not open, in a sentence for operators, and what they can do.

import type { LinkState } from '../../engine/transport.ts'
import type { CloseCause } from '../baileys/close-codes.ts'
import type { WebCause } from '../whatsapp-web/disconnects.ts'

export interface Cause {
  readonly means: string
  readonly mend: string
}

type LinkCause =
  | CloseCause
  | WebCause
  | 'not_started'
  | 'not_paired'
  | 'restricted'
  | 'pacing'
  | 'broken'
  | 'stopped'

/** All causes of the WhatsApp transports; docs/whatsapp.md lists the codes behind them. */
export const causes: Readonly<Record<LinkCause, Cause>> = {
  restart_required: {
    means: 'WhatsApp asked for a new connection.',
    mend: 'It recovers by itself.',
  },
  network: {
    means: 'The network or WhatsApp’s servers cannot be reached.',
    mend: 'It tries again by itself; look at your network if it lasts.',
  },
  unknown: {
    means: 'WhatsApp closed the link with a code that Aval does not know.',
    mend: 'It tries again by itself; report the code in the log.',
  },
  pacing: {
    means: 'This number sends too fast for WhatsApp (429).',
    mend: 'It sends again by itself after a while; look for a flood of notices.',
  },
  qr_stale: {
    means: 'The code on the page ran out before anybody scanned it.',
    mend: 'Run aval pair again, and scan at once.',
  },
  browser: {
    means: 'Chromium did not start, or ended.',
    mend: 'It tries again by itself; the log says why Chromium ended.',
  },
  never_ready: {
    means: 'WhatsApp Web was open and never ready.',
    mend: 'It is loaded anew by itself; look at your network and at the memory of this machine.',
  },
  replaced: {
    means: 'Another client took this session over (440).',
    mend: 'Find the other process and stop it, then start Aval again. If there is none of yours, remove the device on the phone: aval unpair, then aval pair.',
  },
  logged_out: {
    means: 'The device was removed on the phone, or the phone was away for too long (401).',
    mend: 'aval unpair, then aval pair.',
  },
  forbidden: {
    means: 'WhatsApp blocked this account (403).',
    mend: 'Open WhatsApp on the phone: it says why, and takes a request for a review.',
  },
  client_too_old: {
    means: 'WhatsApp no longer accepts this version of the client (405).',
    mend: 'Update Aval, then start it again; the account is kept.',
  },
  not_multi_device: {
    means: 'The phone does not support linked devices (411).',
    mend: 'Update WhatsApp on the phone, then aval pair.',
  },
  restricted: {
    means:
      'WhatsApp forbids this account to write to somebody (463), often the sign of a restriction.',
    mend: 'Look at the phone for a notice and wait until it ends; have the person write first; then restart.',
  },
  refused: {
    means: 'WhatsApp refused to link this account.',
    mend: 'Wait a while, then run aval pair again.',
  },
  not_paired: {
    means: 'No number is linked.',
    mend: 'Stop the environment, then link a number: aval pair.',
  },
  broken: {
    means: 'No new connection could even be tried.',
    mend: 'The log says why: often the session’s file, or NODE_TLS_REJECT_UNAUTHORIZED. Then restart.',
  },
  not_started: { means: 'The link was not started yet.', mend: 'Wait a moment; else see the log.' },
  stopped: { means: 'The environment is stopping.', mend: 'Start it: aval start.' },
}

/** Undefined for an unknown cause, which files and logs may hold. */
export function causeOf(cause: string | undefined): Cause | undefined {
  return Object.entries(causes).find(([name]) => name === cause)?.[1]
}

/** `The link is stopped, replaced: another client took this session over (440).` */
export function linkSentence({ state, cause }: LinkState): string {
  const known = causeOf(cause)
  if (cause === undefined) return `The link is ${state}.`
  if (known === undefined) return `The link is ${state}, ${cause}.`
  return `The link is ${state}, ${cause}: ${known.means}`
}
