// What Baileys may write to our log: its sentences without their objects, and without long numbers.

import type { SocketConfig } from '@whiskeysockets/baileys'
import type { Log } from '../whatsapp/log.ts'

/**
 * Baileys logs keys, numbers and whole messages as objects. Its warnings reach our debug level as
 * bare sentences; everything else is dropped.
 */
export function libraryLog(log: Log): SocketConfig['logger'] {
  const drop = (): void => {}
  const tell = (facts: unknown, sentence?: string): void => {
    const words = sentence ?? (typeof facts === 'string' ? facts : '')
    // Five digits in a row may be part of a phone number, a LID or a message id.
    log.debug({ library: 'baileys' }, words.replaceAll(/[0-9]{5,}/g, '…'))
  }
  const logger: SocketConfig['logger'] = {
    level: 'warn',
    child: () => logger,
    trace: drop,
    debug: drop,
    info: drop,
    warn: tell,
    error: tell,
  }
  return logger
}
