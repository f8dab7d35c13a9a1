// Finds checkpoints in text that people kept, however a chat or mail program has changed its
// layout.

import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCheckpoint, writeCheckpoint } from '../../src/evidence/checkpoint.ts'
import { parseWitnessKey, readCosignature } from '../../src/evidence/cosignature.ts'
import { findNotes } from '../../src/evidence/find-notes.ts'
import { writeWitnessKey } from './witness-key.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const noteOf = (tenant: string, size: number) =>
  writeCheckpoint({ origin: `aval/one/prod/${tenant}`, size, root: 'ab'.repeat(32) }, privateKey)
const note = noteOf('prod:acme', 42)

describe('searching a text for checkpoints', () => {
  it.each([
    ['of the note alone', note],
    ['with CRLF line breaks', note.replaceAll('\n', '\r\n')],
    ['without the last line break', note.trimEnd()],
    ['with a chat timestamp before it', `[09:00, 05/01/2026] Aval: ${note}`],
    ['that quotes it', note.replaceAll(/^/gm, '> ')],
    ['with a code block around it', `\`\`\`\n${note}\`\`\``],
    ['with an en dash', note.replace('—', '–')],
    ['with a hyphen', note.replace('—', '-')],
    ['with invisible marks', note.replaceAll('\n', '\u200e\n')],
    ['with other words around it', `Look at this:\n\n${note}\nThank you!\n`],
  ])('finds the note as it was signed in a text %s', (_, text) => {
    expect(findNotes(text)).toEqual([note])
  })

  it('finds every note, in order', () => {
    const other = noteOf('-', 7)
    expect(findNotes(`${note}\n${other}`)).toEqual([note, other])
  })

  it('finds no readable note when one of its lines is missing', () => {
    const lines = note.trimEnd().split('\n')
    for (const gone of lines.keys()) {
      const rest = lines.filter((_, at) => at !== gone).join('\n')
      const read = findNotes(rest).filter((one) => parseCheckpoint(one) !== null)
      expect(read, `without line ${gone + 1}`).toEqual([])
    }
  })

  it('reports an incomplete note beside a complete one', () => {
    const incomplete = note.slice(0, note.indexOf('—'))
    for (const text of [incomplete + note, note + incomplete, `${note}${incomplete.slice(0, 40)}`])
      expect(
        findNotes(text)
          .map((one) => parseCheckpoint(one) !== null)
          .toSorted(),
      ).toEqual([false, true])
  })

  it('ends quickly on any text, and finds only notes with a signature part', () => {
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

  it('parses as it was written, and any other text is refused', () => {
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

  it('ignores lines of others and malformed lines', () => {
    const text = parseCheckpoint(note)?.text ?? ''
    const lines = `${note}\n— witness.example/w1 AAAA\n— witness.example/w1 ${'A'.repeat(104)}\n\n`
    expect(readCosignature(text, lines, parseWitnessKey(key))).toBeNull()
  })
})
