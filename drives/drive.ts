import type { VehicleSample } from '../core/vehicle-sample.js';

/** One recording: the unit of every split. */
export type Drive = {
  /** the file's name without folder */
  name: string;
  /** of the file's bytes, hex */
  sha256: string;
  /** as recorded, at the recording's own rate */
  rows: VehicleSample[];
  /** s, where the file has no times and its rows were taken as so far apart */
  rowDt?: number;
  /** the file's columns that have another name than a drive file's, as `Time as t` */
  readAs?: readonly string[];
  /** the file's columns of usual names that are not read, as the user says another, as `Velocity, as velocity is VehSpd` */
  passedOver?: readonly string[];
  /** lines above the file's header that were passed over */
  above?: number;
  /** whether the line below the header said the units */
  hasUnitsRow?: true;
  /** titles of the file's columns that nothing was read from */
  others?: readonly string[];
  /** s, where the rows are samples on the grid of this step already, as a CAN log's are; their clock may have been set */
  gridDt?: number;
  /** deg per 1/100 m, what the car's data sheet makes of its steering, where its profile has it: see known-gain */
  steeringGain?: number | undefined;
};
