"""A seeded synthetic extract in the contract's format, calibrated to the published figures; no real case is in it.

`calibration.py` holds every figure it reproduces and every shape assumed, and `PLANTED` the signals put in on purpose:

- an emerging theme: IN1, domestic abuse enquiry not made, grows among findings accepted from January 2019;
- a division that seldom shares reviews with other agencies: South East and Eastern;
- a division where few victims and families take up the offer of the review: North East.

No name of a person is in it, and every identifier is invented.
"""

from sfo_data.store.synthetic.calibration import PLANTED
from sfo_data.store.synthetic.delivery import write

__all__ = ["PLANTED", "write"]
