// Filters Baileys' log: its sentences without objects and long numbers.

import type { SocketConfig } from '@whiskeysockets/baileys'
import type { Log } from '../whatsapp/log.ts'

/**
 * Baileys logs keys, numbers and whole messages as objects. Its warnings and errors are logged at
 * our debug level as sentences only; everything else is dropped.
 */
export function libraryLog(log: Log): SocketConfig['logger'] {
  const drop = (): void => {}
  const tell = (facts: unknown, sentence?: string): void => {
    const words = sentence ?? (typeof facts === 'string' ? facts : '')
    // Five digits in a row may be part of a phone number, LID or message id.
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
