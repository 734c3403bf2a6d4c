import { describe, expect, it } from 'vitest';
import { parseXml } from '../../road/xml.js';

describe('parseXml', () => {
  it.each(['<a><b></a>', '<a', '', '<a/><b/>', '<a x=1/>'])('refuses %j with its place', (text) => {
    expect(() => parseXml(text, 'm.xodr')).toThrow(/^expected well-formed XML, got .+ \(m\.xodr:\d+\)$/);
  });

  it('names the line of a bare &, not where its parser gives up', () => {
    const text = '<a>\n<b name="P & R"/>\n<b name="x &amp; y &#228;"/>\n</a>';
    expect(() => parseXml(text, 'm.xodr')).toThrow('expected well-formed XML, got a bare & (m.xodr:2)');
  });
});
