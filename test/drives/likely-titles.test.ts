import { describe, expect, it } from 'vitest';
import { namedColumns } from '../../drives/find-columns.js';
import { columnsOption, likelyColumns, likelyTitle, missingHint } from '../../drives/likely-titles.js';

const likely = (header: readonly string[]) =>
  (['curvature', 'velocity', 'steering'] as const).map((name) => likelyTitle(header, name) ?? '-').join(' | ');

describe('likelyTitle knows', () => {
  it.each([
    ['Stamp,YawCrv,VehSpd_kph,StrWhlAng,StrWhlAngRate', 'YawCrv | VehSpd_kph | StrWhlAng'],
    ['Veh_V_ActlEng,SteWhlComp_An_Est,RoadCurvature,EngN', 'RoadCurvature | Veh_V_ActlEng | SteWhlComp_An_Est'],
    ['ESP_v_Signal,LWI_Lenkradwinkel,LWI_Lenkradw_Geschw,Kruemmung', 'Kruemmung | ESP_v_Signal | LWI_Lenkradwinkel'],
    ['STEER_RATE,STEER_ANGLE,SPEED_KMH,WHEEL_SPEED_FL,CURV', 'CURV | SPEED_KMH | STEER_ANGLE'],
    ['vx,vy,delta_H,kappa', 'kappa | vx | delta_H'],
    ['vEgoCluster,vEgo,steeringTorque,steeringAngleDeg,steeringRateDeg', '- | vEgo | steeringAngleDeg'],
    ['Engine Speed [rpm],Vehicle Spd [km/h],Steering Wheel Ang [deg]', '- | Vehicle Spd [km/h] | Steering Wheel Ang [deg]'],
    ['Geschwindigkeit,Lenkwinkel,Krümmung', 'Krümmung | Geschwindigkeit | Lenkwinkel'],
    ['SteeringWheelAngleSign,SteeringWheelTorque,StW_AnglHP,DI_vehicleSpeed', '- | DI_vehicleSpeed | StW_AnglHP'],
    ['EngSpd,WhlSpdFL,SpeedLimit,CruiseSetSpeed,YawRate,LaneCurvature,StrTq', '- | - | -'],
    ['SteerCurvature', 'SteerCurvature | - | -'],
    ['Driver,Car,Note', '- | - | -'],
  ])('%s', (header, wanted) => {
    expect(likely(header.split(','))).toBe(wanted);
  }); // prettier-ignore

  it('no title of another column, none that is there twice, and no endless one', () => {
    expect(likely(['Steering', 'VehSpd', 'vehspd', `Curv${'x'.repeat(60)}`])).toBe('- | - | -');
  });
});

it.each([
  ['of no drive', (k: number) => `Cell ${k}`],
  ['that all look like a speed, each there twice', (k: number) => `VehSpd ${k % 8000}`],
])('likelyColumns takes no longer for 16,000 titles %s than a few looks by the usual names', (_, titleOf) => {
  const header = Array.from({ length: 16_000 }, (_, k) => titleOf(k));
  const took = (look: (titles: readonly string[]) => unknown) => {
    const begin = performance.now();
    look(header);
    return performance.now() - begin;
  };
  const floor = took(namedColumns);
  expect(took(likelyColumns)).toBeLessThan(5 * floor);
});

it('a line of blanks between two words takes no longer than one of other marks', () => {
  const took = (filling: string) => {
    const begin = performance.now();
    namedColumns([`a${filling.repeat(8000)}b`]);
    return performance.now() - begin;
  };
  const floor = took('_');
  expect(took(' ')).toBeLessThan(20 * floor);
});

describe('missingHint', () => {
  it.each([
    [['Spd', 'SWA'], ['velocity', 'steering'], '; other names? --columns velocity=Spd,steering=SWA'],
    [['Spd'], ['velocity', 'steering'], '; other names? --columns velocity=Spd,steering=TITLE'],
    [['Car Spd'], ['velocity'], "; other names? --columns 'velocity=Car Spd'"],
    [['Driver'], ['velocity'], '; other names? --columns'],
    [['Driver'], [], ''],
    [['Yaw Rate'], ['curvature'], '; Curvature is Yaw Rate (rad/s, left positive) / speed (m/s): add it'],
    [
      ['VehYawRate', 'Spd'],
      ['curvature', 'velocity'],
      '; Curvature is VehYawRate (rad/s, left positive) / speed (m/s): add it; other names? --columns velocity=Spd',
    ],
    [['YawRate', 'YawCrv'], ['curvature'], '; other names? --columns curvature=YawCrv'],
    [['SteerCrv'], ['curvature', 'steering'], '; other names? --columns curvature=SteerCrv,steering=TITLE'],
  ] as const)('of %j without %j', (header, missing, hint) => {
    expect(missingHint(header, missing)).toBe(hint);
  });
});

describe('missingHint, where the user has said a title,', () => {
  it.each([
    ['is what is to be added', ['Spd', 'SWA'], { steering: 'SWA' }, '; other names? --columns velocity=Spd'],
    [
      'has none that is another column',
      ['VehSpd', 'CarSpd'],
      { t: 'Veh_Spd' },
      '; other names? --columns velocity=CarSpd',
    ],
    ['has none but that', ['VehSpd'], { ay: 'VehSpd' }, '; other names? --columns'],
  ])('%s', (_, header, said, hint) => {
    expect(missingHint(header, ['velocity'], said)).toBe(hint);
  });
});

it('columnsOption is one word of a shell', () => {
  expect(columnsOption("t=Driver's $TIME")).toBe(`--columns 't=Driver'\\''s $TIME'`);
});
