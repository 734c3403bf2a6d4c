import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { parseCsv } from '../../drives/csv.js';

const parse = (text: string) => parseCsv(Buffer.from(text), 'a.csv');

function cells(text: string): unknown[][] {
  const { header, rowCount, cell } = parse(text);
  const rows = Array.from({ length: rowCount }, (_, row) => header.map((_title, column) => cell(row, column)));
  return [[...header], ...rows];
}

describe('parseCsv', () => {
  const wanted = [
    ['t', 'Ay'],
    ['0', '1.5'],
    ['1', '-2'],
  ];

  it.each([
    ['commas', 't,Ay\n0,1.5\n1,-2'],
    ['semicolons', 't;Ay\n0;1.5\n1;-2'],
    ['tabs', 't\tAy\n0\t1.5\n1\t-2'],
    ['CRLF', 't,Ay\r\n0,1.5\r\n1,-2'],
    ['CR', 't,Ay\r0,1.5\r1,-2'],
    ['mixed line ends', 't,Ay\r\n0,1.5\n1,-2'],
    ['quotes', '"t","Ay"\r\n"0",1.5\r\n1,"-2"'],
    ['a byte order mark', '\ufefft,Ay\n0,1.5\n1,-2'],
    ['a byte order mark before quotes', '\ufeff"t",Ay\n0,1.5\n1,-2'],
  ])('reads %s', (_name, text) => {
    expect(cells(text)).toEqual(wanted);
  });

  it('allows delimiters at the end of a row, but no values beyond the header', () => {
    expect(parse('t,Ay\n0,1,,\n').cell(0, 1)).toBe('1');
    expect(() => parse('t,Ay\n0,1\n1,0,5\n')).toThrow(InputError);
    expect(() => parse('t,Ay\n0,1\n1,0,5\n')).toThrow('expected 2 cells as in the header, got 3 (a.csv:3)');
  });

  it('refuses a quote that stays open', () => {
    expect(() => parse('t,Ay\n0,1\n1,"2\n3,4\n')).toThrow('expected quotes that close, got an open one (a.csv:3)');
  });

  it('counts the lines inside of quotes', () => {
    const { where } = parse('t,"A\ny"\n0,"1\n\n"\n1,2\n');
    expect([-1, 0, 1].map(where)).toEqual(['a.csv:1', 'a.csv:3', 'a.csv:6']);
  });

  it('reads decimal commas where commas do not part the cells', () => {
    const german = parse('t;Curvature\n0,1;-0,002\n,5;1,5e-3\n2.5;1\n');
    expect([0, 1, 2].map((row) => [german.cell(row, 0), german.cell(row, 1)])).toEqual([
      ['0.1', '-0.002'],
      ['.5', '1.5e-3'],
      ['2.5', '1'],
    ]);
    expect(parse('t\tA\n0,1\t2\n').cell(0, 0)).toBe('0.1');
    expect(parse('t,A\n"0,1",2\n').cell(0, 0)).toBe('0,1');
  });
});
