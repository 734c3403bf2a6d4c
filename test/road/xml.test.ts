import { describe, expect, it } from 'vitest';
import { parseXml } from '../../road/xml.js';

describe('parseXml', () => {
  it.each(['<a><b></a>', '<a', '', '<a/><b/>', '<a x=1/>'])('refuses %j with its place', (text) => {
    expect(() => parseXml(text, 'm.xodr')).toThrow(/^expected well-formed XML, got .+ \(m\.xodr:\d+\)$/);
  });
});
