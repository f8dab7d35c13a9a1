// Output files are written completely or not at all, and never over an existing file.

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { writeWhole } from '../../src/cli/new-file.ts'
import { freshFolder } from '../fresh-folder.ts'

let folder: string
beforeEach(() => {
  folder = freshFolder()
})

it('an output file gets its name when it is complete, and is for this user only', () => {
  const file = join(folder, 'pack.json')
  function* pieces() {
    yield 'one\n'
    expect(existsSync(file)).toBe(false)
    yield 'two\n'
  }
  writeWhole(file, pieces())
  expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['pack.json'])
})

it('an output file that fails while it is written leaves nothing, and the error is reported', () => {
  function* pieces() {
    yield 'one\n'
    throw new Error('The chain is broken.')
  }
  expect(() => writeWhole(join(folder, 'pack.json'), pieces())).toThrow('The chain is broken.')
  expect(readdirSync(folder)).toEqual([])
  expect(() => writeWhole(join(folder, 'no', 'pack.json'), ['x'])).toThrow(
    /pack\.json cannot be written \(ENOENT\); name another with --out/,
  )
})

it('a partial file of a killed run is overwritten, and a complete file never', () => {
  const file = join(folder, 'pack.json')
  writeFileSync(`${file}.part`, 'half')
  writeWhole(file, ['whole'])
  expect(readFileSync(file, 'utf8')).toBe('whole')
  expect(() => writeWhole(file, ['other'])).toThrow(/already there; move it away/)
  function* meanwhile() {
    yield 'mine'
    mkdirSync(join(folder, 'late.json'))
  }
  expect(() => writeWhole(join(folder, 'late.json'), meanwhile())).toThrow(/already there/)
  expect(readFileSync(file, 'utf8')).toBe('whole')
  expect(readdirSync(folder).toSorted()).toEqual(['late.json', 'pack.json'])
})
