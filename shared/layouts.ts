import { type Layout, layout } from './layout.ts';
import amlogic from './layouts/amlogic.json' with { type: 'json' };
import beagleK3 from './layouts/beagle-k3.json' with { type: 'json' };
import beaglebone from './layouts/beaglebone.json' with { type: 'json' };
import bios from './layouts/bios.json' with { type: 'json' };
import bootRoot from './layouts/boot-root.json' with { type: 'json' };
import data from './layouts/data.json' with { type: 'json' };
import imx6 from './layouts/imx6.json' with { type: 'json' };
import imx6ul from './layouts/imx6ul.json' with { type: 'json' };
import imx8m from './layouts/imx8m.json' with { type: 'json' };
import imx8mn from './layouts/imx8mn.json' with { type: 'json' };
import jetson from './layouts/jetson.json' with { type: 'json' };
import none from './layouts/none.json' with { type: 'json' };
import odroidC2 from './layouts/odroid-c2.json' with { type: 'json' };
import odroidXu4 from './layouts/odroid-xu4.json' with { type: 'json' };
import pmos from './layouts/pmos.json' with { type: 'json' };
import rockchip from './layouts/rockchip.json' with { type: 'json' };
import rockchipVendor from './layouts/rockchip-vendor.json' with { type: 'json' };
import rockchipVoid from './layouts/rockchip-void.json' with { type: 'json' };
import rpiAlpine from './layouts/rpi-alpine.json' with { type: 'json' };
import rpiOs from './layouts/rpi-os.json' with { type: 'json' };
import rpiVoid from './layouts/rpi-void.json' with { type: 'json' };
import single from './layouts/single.json' with { type: 'json' };
import sunxi from './layouts/sunxi.json' with { type: 'json' };
import sunxiGpt from './layouts/sunxi-gpt.json' with { type: 'json' };
import uefiArm64 from './layouts/uefi-arm64.json' with { type: 'json' };
import uefiX64 from './layouts/uefi-x64.json' with { type: 'json' };
import visionfive2 from './layouts/visionfive2.json' with { type: 'json' };

const SHIPPED: readonly { readonly id: string }[] = [
  single,
  bootRoot,
  rpiOs,
  rpiVoid,
  rpiAlpine,
  sunxi,
  sunxiGpt,
  rockchip,
  rockchipVoid,
  rockchipVendor,
  beaglebone,
  odroidXu4,
  odroidC2,
  amlogic,
  imx6,
  imx6ul,
  imx8m,
  imx8mn,
  visionfive2,
  beagleK3,
  uefiX64,
  uefiArm64,
  bios,
  jetson,
  pmos,
  data,
  none,
];

let made: readonly Layout[] | undefined;

/** The layouts that come with Tarstrap. Read when they are asked for first: of 26 it takes as long as a tenth of the start of a program. */
export function shippedLayouts(): readonly Layout[] {
  return (made ??= SHIPPED.map((one) => layout.parse(one)));
}

export function findLayout(id: string): Layout | undefined {
  const found = SHIPPED.find((candidate) => candidate.id === id);
  return found && layout.parse(found);
}
