// The database file of an environment: its safe settings are effective, and every other file is
// refused.

import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, openReadOnly, StoreError } from '../../src/store/file/database.ts'
import { lockEnvironment, lockIn } from '../../src/store/file/owner-lock.ts'
import { freshFolder } from '../fresh-folder.ts'

let folder = ''
const file = () => join(folder, 'dev', 'aval.db')
beforeEach(() => {
  folder = freshFolder()
})

/** A database that an environment has created, closed again. */
function createDatabase(environment = 'dev'): void {
  openDatabase(file(), environment).close()
}

function setPragma(sql: string): void {
  const db = new Database(file())
  db.pragma(sql)
  db.close()
}

describe('opening a database', () => {
  it('flushes at each commit, the first time and after it is opened again', () => {
    for (let time = 0; time < 2; time += 1) {
      const db = openDatabase(file(), 'dev')
      expect(db.pragma('synchronous', { simple: true })).toBe(2)
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
      expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
      expect(db.pragma('secure_delete', { simple: true })).toBe(1)
      db.close()
    }
  })

  it('makes the file and its folder accessible to their owner only', () => {
    createDatabase()
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'dev')).mode & 0o777).toBe(0o700)
    chmodSync(file(), 0o644)
    createDatabase()
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  it('for reading refuses writes and leaves the file unchanged', () => {
    createDatabase()
    const before = createHash('sha256').update(readFileSync(file())).digest('hex')
    const db = openReadOnly(file(), 'dev')
    expect(() => db.exec('DELETE FROM settings')).toThrow(/readonly/)
    db.close()
    expect(createHash('sha256').update(readFileSync(file())).digest('hex')).toBe(before)
  })
})

/** Each refusal is one sentence with the file and the fix. */
function refuses(fix: RegExp, environment = 'dev'): void {
  for (const open of [openDatabase, openReadOnly]) {
    const opening = () => open(file(), environment)
    expect(opening, open.name).toThrow(StoreError)
    expect(opening, open.name).toThrow(fix)
    expect(opening, open.name).toThrow(file())
  }
}

describe('opening a database refuses', () => {
  it('the database of another environment', () => {
    createDatabase('dev')
    refuses(/belongs to the environment dev, not to prod; put it back/, 'prod')
  })

  it('a database that a newer Aval wrote', () => {
    createDatabase()
    setPragma('user_version = 999')
    refuses(/newer Aval \(schema 999.*update Aval/)
  })

  it('a database of another program, by its application id', () => {
    createDatabase()
    setPragma('application_id = 1')
    refuses(/belongs to another program; move it away/)
  })

  it('a database of another program that set no application id', () => {
    createDatabase()
    setPragma('application_id = 0')
    setPragma('user_version = 0')
    refuses(/belongs to another program; move it away/)
  })

  it('a file that is no SQLite database', () => {
    createDatabase()
    writeFileSync(
      file(),
      'This is no database, but it is long enough to be read as one.'.repeat(99),
    )
    refuses(/is not a database.*[Rr]estore it from a copy/)
  })

  it('to read a file that does not exist, and does not create it', () => {
    expect(() => openReadOnly(file(), 'dev')).toThrow(/does not exist; has dev ever run/)
    expect(existsSync(file())).toBe(false)
  })

  it('to read an empty file', () => {
    createDatabase()
    rmSync(file())
    writeFileSync(file(), '')
    expect(() => openReadOnly(file(), 'dev')).toThrow(/is empty; has dev ever run/)
  })

  it('the database of another environment, and leaves that file unchanged', () => {
    createDatabase('dev')
    setPragma('journal_mode = DELETE')
    const before = readFileSync(file())
    expect(() => openDatabase(file(), 'prod')).toThrow(StoreError)
    expect(readFileSync(file()).equals(before)).toBe(true)
  })
})

describe('lock of an environment', () => {
  it('is held by one process at a time and can be taken again after its release', () => {
    const place = join(folder, 'dev')
    const release = lockEnvironment(place, 'dev')
    expect(() => lockEnvironment(place, 'dev')).toThrow(
      `dev is already running in process ${process.pid}; stop that one`,
    )
    release()
    lockEnvironment(place, 'dev')()
  })

  it('is the same one through a symbolic link to the folder', () => {
    const release = lockEnvironment(join(folder, 'dev'), 'dev')
    symlinkSync(join(folder, 'dev'), join(folder, 'way'))
    expect(() => lockEnvironment(join(folder, 'way'), 'dev')).toThrow('is already running')
    release()
  })

  it.each([
    ['a symbolic link', symlinkSync],
    ['a hard link', linkSync],
  ])('refuses a folder whose database is %s to that of another folder', (_, link) => {
    createDatabase()
    const other = join(folder, 'other')
    mkdirSync(other)
    link(file(), join(other, 'aval.db'))
    expect(() => lockEnvironment(other, 'dev')).toThrow('aval.db is a link, or a link leads to it')
    rmSync(join(other, 'aval.db'))
    lockEnvironment(join(folder, 'dev'), 'dev')()
  })

  it('names the owner only where the recorded process id can be real', () => {
    const place = join(folder, 'dev')
    const release = lockEnvironment(place, 'dev')
    for (const text of ['', 'x', '0', '-1', '4194305', '1e99']) {
      writeFileSync(`${lockIn(place)}.pid`, text)
      expect(() => lockEnvironment(place, 'dev'), text).toThrow(
        /dev is already running in another process;/,
      )
    }
    release()
    // The process id of a killed owner may be reused: it does not hold the lock.
    writeFileSync(`${lockIn(place)}.pid`, String(process.ppid))
    lockEnvironment(place, 'dev')()
  })
})
