import type { MapFrame } from './map-frame.js';

/** A piece of a reference line: from pose (m, rad) on, `length` (m) with curvature (1/m) linear from start to end. */
export type LinePiece = {
  x: number;
  y: number;
  heading: number;
  length: number;
  startCurvature: number;
  endCurvature: number;
};

/** One road of one lane, whose middle is the line, as OpenDRIVE 1.6. */
export function formatOpenDrive(name: string, pieces: readonly LinePiece[], frame: MapFrame): string {
  let s = 0;
  const geometries = pieces.map(({ x, y, heading, length, startCurvature, endCurvature }) => {
    const geometry = `      <geometry s="${s}" x="${x}" y="${y}" hdg="${heading}" length="${length}">${shape(startCurvature, endCurvature)}</geometry>`;
    s += length;
    return geometry;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<OpenDRIVE>
  <header revMajor="1" revMinor="6" name="${escaped(name)}">${geoReference(frame)}</header>
  <road name="${escaped(name)}" id="1" junction="-1" length="${s}">
    <planView>
${geometries.join('\n')}
    </planView>
    <lanes>
      <laneOffset s="0" a="1.75" b="0" c="0" d="0"/>
      <laneSection s="0">
        <center><lane id="0" type="none" level="false"/></center>
        <right><lane id="-1" type="driving" level="false"><width sOffset="0" a="3.5" b="0" c="0" d="0"/></lane></right>
      </laneSection>
    </lanes>
  </road>
</OpenDRIVE>
`;
}

function shape(start: number, end: number): string {
  if (start === 0 && end === 0) return '<line/>';
  return start === end ? `<arc curvature="${start}"/>` : `<spiral curvStart="${start}" curvEnd="${end}"/>`;
}

function geoReference(frame: MapFrame): string {
  if (frame.kind !== 'geographic') return '';
  const { latitude, longitude, scale, falseEasting, falseNorthing } = frame;
  const proj = `+proj=tmerc +lat_0=${latitude} +lon_0=${longitude} +k=${scale} +x_0=${falseEasting} +y_0=${falseNorthing} +datum=WGS84 +units=m +no_defs`;
  return `<geoReference><![CDATA[${proj}]]></geoReference>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
