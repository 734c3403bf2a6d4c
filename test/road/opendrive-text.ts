import { readOpenDrive } from '../../road/opendrive.js';
import { parseXml } from '../../road/xml.js';

export const RIGHT = '<lanes><laneSection s="0"><right><lane id="-1" type="driving"/></right></laneSection></lanes>';
/** Lanes of both directions. */
export const BOTH =
  '<lanes><laneSection s="0"><left><lane id="1" type="driving"/></left><right><lane id="-1" type="driving"/></right></laneSection></lanes>';
export type RoadText = { id: string; plan: string; link?: string; lanes?: string; rule?: string };
/** A road as OpenDRIVE has it. */
export const road = ({ id, plan, link = '', lanes = RIGHT, rule = 'RHT' }: RoadText) =>
  `<road id="${id}" rule="${rule}"><link>${link}</link><planView>${plan}</planView>${lanes}</road>`;
/** A geometry of its plan view, straight ahead from `x`. */
export const geometry = (x: number, length: number | string, shape: string, s = 0, hdg = 0, y = 0) =>
  `<geometry s="${s}" x="${x}" y="${y}" hdg="${hdg}" length="${length}">${shape}</geometry>`;
/** The network of a file of these roads. */
export const read = (...roads: string[]) =>
  readOpenDrive(parseXml(`<OpenDRIVE><header/>${roads.join('')}</OpenDRIVE>`, 'm.xodr'), 'm.xodr');
