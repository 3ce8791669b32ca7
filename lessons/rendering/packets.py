"""The times of encoded packets, in the units of their stream. A muxer needs every one."""

from fractions import Fraction

import av


def time_of(packet: av.Packet) -> int:
    """When it is shown. Raises ValueError for a packet without a time."""
    if packet.pts is None:
        raise ValueError("this packet has no time")
    return packet.pts


def unit_of(stream: av.stream.Stream) -> Fraction:
    """Of its times, in seconds. Raises ValueError for a stream without one."""
    if stream.time_base is None:
        raise ValueError("this stream has no unit of time")
    return stream.time_base


def moved(packet: av.Packet, by: int) -> av.Packet:
    """The same packet, later. Raises ValueError for one without times."""
    if packet.dts is None:
        raise ValueError("this packet has no time")
    packet.pts, packet.dts = time_of(packet) + by, packet.dts + by
    return packet
