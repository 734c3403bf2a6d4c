import { describe, expect, it } from 'vitest';
import { readOpenDrive } from '../../road/opendrive.js';
import { parseXml } from '../../road/xml.js';
import { geometry, road } from './opendrive-text.js';

describe('readOpenDrive', () => {
  it('takes a file with a licence before its declaration, and one whose names have a prefix', () => {
    const one = road({ id: '1', plan: geometry(0, 50, '<line/>') });
    const file = (text: string) => readOpenDrive(parseXml(text, 'm.xodr'), 'm.xodr').roads.length;
    expect(file(`<!-- a licence\nof two lines -->\n<?xml version="1.0"?>\n<OpenDRIVE>${one}</OpenDRIVE>`)).toBe(1);
    const prefixed = one.replaceAll(/<(\/?)/g, '<$1od:');
    expect(file(`<?xml version="1.0"?><od:OpenDRIVE xmlns:od="http://x">${prefixed}</od:OpenDRIVE>`)).toBe(1);
    expect(() => file('<!-- a\n -->\n<?xml version="1.0"?>\n<OpenDRIVE><road></OpenDRIVE>')).toThrow('(m.xodr:4)');
  });

  it('refuses a file without a road that can be used: lanes only, or none', () => {
    const lanesOnly = '<OpenDRIVE><road id="1"><lanes><laneSection s="0"/></lanes></road></OpenDRIVE>';
    const withoutS = '<OpenDRIVE><road id="1"><planView><geometry x="0"/></planView></road></OpenDRIVE>';
    const none = 'expected roads with a planView, got none that can be used';
    for (const [text, why] of [
      [lanesOnly, '; road 1: no geometry that can be used, left out'],
      ['<OpenDRIVE/>', ''],
      [withoutS, '; road 1: geometry without a number for s, x, y, hdg or length left out at line 1'],
    ] as const) {
      expect(() => readOpenDrive(parseXml(text, 'm.xodr'), 'm.xodr')).toThrow(`${none}${why} (m.xodr:1)`);
    }
  });
});
