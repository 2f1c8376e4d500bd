from .data_request import (
    AlreadyAnswered,
    AlreadyOpen,
    Asker,
    DataPackage,
    DataRequest,
    Ground,
    Handing,
    Identity,
    NothingMade,
    NotYours,
    State,
)

__all__ = [
    "AlreadyAnswered",
    "AlreadyOpen",
    "Asker",
    "DataPackage",
    "DataRequest",
    "Ground",
    "Handing",
    "Identity",
    "NotYours",
    "NothingMade",
    "State",
]
