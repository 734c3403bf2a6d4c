import { describe, expect, it } from 'vitest';
import { parseXml } from '../../road/xml.js';

describe('parseXml', () => {
  it.each(['<a><b></a>', '<a', '', '<a/><b/>', '<a x=1/>'])('refuses %j with its place', (text) => {
    expect(() => parseXml(text, 'm.xodr')).toThrow(/^expected well-formed XML, got .+ \(m\.xodr:\d+\)$/);
  });

  it('names the line of a bare &, not where its parser gives up', () => {
    const text = '<a>\n<b name="P & R"/>\n<b name="x &amp; y &#228;"/>\n</a>';
    expect(() => parseXml(text, 'm.xodr')).toThrow('expected well-formed XML, got a bare & (m.xodr:2)');
    const open = '<a>\n<b>P & R</b>\n</a>';
    expect(() => parseXml(open, 'm.xodr')).toThrow('expected well-formed XML, got a bare & (m.xodr:2)');
  });

  it.each(['<!-- P &\nR -->', '<![CDATA[P\n& R]]>'])('does not blame the & in %j, which is one', (literal) => {
    const fault = (end: string) => () => parseXml(`<a>\n${literal}\n${end}`, 'm.xodr');
    expect(fault('<b></c></a>')).toThrow('got unexpected close tag. (m.xodr:4)');
    expect(fault('&none;</a>')).toThrow('got undefined entity. (m.xodr:4)');
    expect(fault('<b>')).toThrow(/got unclosed tag: b \(m\.xodr:4\)/);
    expect(fault('\nP & R;</a>')).toThrow('got a bare & (m.xodr:5)');
  });
});
