// Finds checkpoints in text that people kept, however a chat or mail program has changed its
// layout.

import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCheckpoint, writeCheckpoint } from '../../src/evidence/checkpoint.ts'
import {
  parseWitnessKey,
  readCosignature,
  writeWitnessKey,
} from '../../src/evidence/cosignature.ts'
import { findNotes } from '../../src/evidence/found-notes.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const noteOf = (tenant: string, size: number) =>
  writeCheckpoint({ origin: `aval/one/prod/${tenant}`, size, root: 'ab'.repeat(32) }, privateKey)
const note = noteOf('prod:acme', 42)

describe('a kept text', () => {
  it.each([
    ['as it is', note],
    ['with line breaks of Windows', note.replaceAll('\n', '\r\n')],
    ['without the last line break', note.trimEnd()],
    ['below a stamp of the chat', `[09:00, 05/01/2026] Aval: ${note}`],
    ['quoted', note.replaceAll(/^/gm, '> ')],
    ['in a code block', `\`\`\`\n${note}\`\`\``],
    ['with an en dash', note.replace('—', '–')],
    ['with a hyphen', note.replace('—', '-')],
    ['with invisible marks', note.replaceAll('\n', '\u200e\n')],
    ['between other words', `Look at this:\n\n${note}\nThank you!\n`],
  ])('%s has the note as it was signed', (_, text) => {
    expect(findNotes(text)).toEqual([note])
  })

  it('has every note that stands in it, in order', () => {
    const other = noteOf('-', 7)
    expect(findNotes(`${note}\n${other}`)).toEqual([note, other])
  })

  it('has none that can be read when a line of it is gone', () => {
    const lines = note.trimEnd().split('\n')
    for (const gone of lines.keys()) {
      const rest = lines.filter((_, at) => at !== gone).join('\n')
      const read = findNotes(rest).filter((one) => parseCheckpoint(one) !== null)
      expect(read, `without line ${gone + 1}`).toEqual([])
    }
  })

  it('does not pass over a torn note beside a whole one', () => {
    const torn = note.slice(0, note.indexOf('—'))
    for (const text of [torn + note, note + torn, `${note}${torn.slice(0, 40)}`])
      expect(
        findNotes(text)
          .map((one) => parseCheckpoint(one) !== null)
          .toSorted(),
      ).toEqual([false, true])
  })

  it('whatever it is, leads to notes that can be read, and to no long search', () => {
    const unit = fc.constantFrom(...note, ...'>|`* \n\r—-', '\u2028')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 300 }), (text) => {
        for (const found of findNotes(`${text}\n${note}`))
          if (!found.includes('\n\n')) throw new Error(found)
      }),
    )
    expect(findNotes(' '.repeat(3_000_000))).toEqual([])
    expect(findNotes(`${'* '.repeat(1_000_000)}x\n`.repeat(2))).toEqual([])
  })
})

describe('the key of a witness', () => {
  const raw = new Uint8Array(32).fill(7)
  const key = writeWitnessKey('witness.example/w1', raw)

  it('is read as it is written, and nothing else is', () => {
    expect(parseWitnessKey(key).name).toBe('witness.example/w1')
    for (const wrong of [
      '',
      'witness.example/w1',
      key.replace('w1', 'w2'),
      key.slice(0, -4),
      key.replace(/\+\S{8}\+/, '+00000000+'),
      ` ${key}`,
    ])
      expect(() => parseWitnessKey(wrong), wrong).toThrow('The key of a witness')
  })

  it('passes over lines of others and lines that are none', () => {
    const text = parseCheckpoint(note)?.text ?? ''
    const lines = `${note}\n— witness.example/w1 AAAA\n— witness.example/w1 ${'A'.repeat(104)}\n\n`
    expect(readCosignature(text, lines, parseWitnessKey(key))).toBeNull()
  })
})
