// RFC 8785: its published vectors, its refusals, and agreement with another implementation.

import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, nestingLimit, sha256 } from '../../src/evidence/canonical.ts'

/** RFC 8785 appendix B: IEEE 754 bits and their text. */
const numbers: readonly (readonly [string, string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
]

function doubleOf(bits: string): number {
  return Buffer.from(bits, 'hex').readDoubleBE(0)
}

/** The test data of the RFC's author: input and expected output. */
const files: readonly (readonly [string, string, string])[] = [
  ['arrays', '[56,{"d":true,"10":null,"1":[]}]', '[56,{"1":[],"10":null,"d":true}]'],
  [
    'french',
    '{"peach":"This sorting order","péché":"is wrong according to French",' +
      '"pêche":"but canonicalization MUST","sin":"ignore locale"}',
    '{"peach":"This sorting order","péché":"is wrong according to French",' +
      '"pêche":"but canonicalization MUST","sin":"ignore locale"}',
  ],
  [
    'structures',
    '{"1":{"f":{"f":"hi","F":5},"\\n":56.0},"10":{},"":"empty","a":{},' +
      '"111":[{"e":"yes","E":"no"}],"A":{}}',
    '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},' +
      '"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
  ],
  ['unicode', '{"Unnormalized Unicode":"A\\u030a"}', '{"Unnormalized Unicode":"A\u030a"}'],
  [
    'values',
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
      '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/",' +
      '"literals":[null,true,false]}',
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  ],
  [
    'weird',
    '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\u000a":"Newline","1":"One",' +
      '"\\u0080":"Control\\u007f","\\ud83d\\ude02":"Smiley","\\u00f6":"Latin Small Letter O With ' +
      'Diaeresis","\\ufb33":"Hebrew Letter Dalet With Dagesh","</script>":"Browser Challenge"}',
    '{"\\n":"Newline","\\r":"Carriage Return","1":"One","</script>":"Browser Challenge",' +
      '"\u0080":"Control\u007f","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign",' +
      '"😂":"Smiley","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  ],
]

describe('canonical JSON by the vectors of RFC 8785', () => {
  it.each(numbers)('writes the double %s as %s', (bits, text) => {
    expect(canonical(doubleOf(bits))).toBe(text)
  })

  it.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])(
    'refuses the double %s, which JSON cannot express',
    (bits) => {
      expect(() => canonical(doubleOf(bits))).toThrow(TypeError)
    },
  )

  it.each(files)('writes the file %s as published', (_name, input, output) => {
    expect(canonical(JSON.parse(input))).toBe(output)
  })

  it('serialises the primitives of 3.2.2 to the bytes of 3.2.4', () => {
    const bytes = Buffer.from(canonical(JSON.parse(files[4]?.[1] ?? ''))).toString('hex')
    expect(bytes).toBe(
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a' +
        '5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d' +
        '2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d',
    )
  })

  it('sorts the properties of 3.2.3 by UTF-16 units', () => {
    const sample =
      '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh",' +
      '"1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control",' +
      '"\\u00f6":"Latin Small Letter O With Diaeresis"}'
    const written: unknown = JSON.parse(canonical(JSON.parse(sample)))
    expect(canonical(JSON.parse(sample)).match(/"[^"]+"(?=})|(?<=:)"[^"]+"/g)).toEqual([
      '"Carriage Return"',
      '"One"',
      '"Control"',
      '"Latin Small Letter O With Diaeresis"',
      '"Euro Sign"',
      '"Emoji: Grinning Face"',
      '"Hebrew Letter Dalet With Dagesh"',
    ])
    expect(written).toEqual(JSON.parse(sample))
  })
})

describe('canonical JSON of a value without a canonical form', () => {
  it.each([
    ['a lone high surrogate', '\ud800'],
    ['a lone low surrogate', '\udead'],
    ['surrogates in the wrong order', '\udc00\ud800'],
    ['a lone surrogate in a name', { '\ud800': 1 }],
    ['a lone surrogate deep inside', [{ a: ['b\ud83d'] }]],
    ['NaN', { a: Number.NaN }],
    ['an infinity', [Number.NEGATIVE_INFINITY]],
    ['undefined', undefined],
    ['undefined in a list', [undefined]],
    ['a hole in a list', new Array(1)],
    ['a function', { a: () => 1 }],
    ['a symbol', Symbol('a')],
    ['a bigint', 1n],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
  ])('refuses %s', (_name, value) => {
    expect(() => canonical(value)).toThrow(TypeError)
  })

  it('refuses a value that contains itself, and nesting one level above the limit', () => {
    const own: Record<string, unknown> = {}
    own['own'] = own
    expect(() => canonical(own)).toThrow(RangeError)
    const nested = (levels: number) =>
      JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown
    expect(canonical(nested(nestingLimit))).toHaveLength(2 * nestingLimit)
    expect(() => canonical(nested(nestingLimit + 1))).toThrow(RangeError)
  })

  it('leaves out members that are undefined, as JSON does', () => {
    expect(canonical({ b: undefined, a: 1 })).toBe('{"a":1}')
  })
})

describe('canonical JSON of any JSON value', () => {
  const anyJson = fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' })

  it('equals what another implementation writes', () => {
    fc.assert(fc.property(anyJson, (value) => canonical(value) === canonicalize(value)))
  })

  it('parses to the same value, and is then written the same', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const text = canonical(value)
        expect(canonical(JSON.parse(text))).toBe(text)
        // JSON has no negative zero, so the result is what JSON itself gives.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anyJson), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed())
        expect(canonical(reversed)).toBe(canonical(value))
      }),
    )
  })

  it('keeps doubles to the last bit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(canonical(value))).toBe(value === 0 ? 0 : value)
      }),
    )
  })
})

it('sha256 hashes texts by their UTF-8 bytes', () => {
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(sha256('é')).toBe(sha256(Uint8Array.of(0xc3, 0xa9)))
})
