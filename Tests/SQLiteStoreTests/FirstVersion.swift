import GRDB

@testable import SQLiteStore

/// A database as the first version of the schema left it: a resource saved twice, one that is only named, bookings in
/// four states (1: mixed answers, 2: waiting for an answer, 3: a series without end, 4: cancelled), a decision and its
/// audit record. Hours count from 2026-12-01T00:00:00Z as in the contract's samples.
enum FirstVersion {
    /// Makes it in an empty database.
    static func make(in database: Database) throws {
        try Migrator(migrations: Array(Migration.embedded().prefix(1))).migrate(database)
        try database.execute(sql: rows)
    }

    private static let rows = """
        INSERT INTO resource VALUES(1,'salle',CAST('{"address":"salle@ville.example","aliases":["jaures@ville.ex\
        ample"],"capacity":12,"closures":[],"companions":["ecran"],"disabled":false,"features":[],"id":"salle","\
        kind":"room","managers":[],"names":{"en":"Room","fr":"Salle"},"parts":[],"policy":{"allowConflicts":fals\
        e,"allowRecurring":true,"autoSchedule":"automatic","bookingWindow":34560000,"conflictPercentageAllowed":\
        50,"copy":{"attachments":false,"attendees":true,"description":true,"subject":true},"enforceCapacity":"wa\
        rn","enforceSchedulingHorizon":false,"externalOrganizers":"decline","maximumConflictInstances":8,"maximu\
        mDuration":86400,"minimumDuration":0,"minimumNotice":0,"openingHoursOnly":false,"privacy":"busy"},"setup\
        ":0,"stepFree":false,"teardown":0,"units":1,"zone":"Europe/Paris"}' AS BLOB));
        INSERT INTO resource VALUES(2,'ecran',CAST('{"address":"ecran@ville.example","aliases":[],"closures":[],\
        "companions":[],"disabled":false,"features":[],"id":"ecran","kind":"equipment","managers":[],"names":{"e\
        n":"Screen","fr":"Écran"},"parts":[],"policy":{"allowConflicts":false,"allowRecurring":true,"autoSchedul\
        e":"automatic","bookingWindow":34560000,"conflictPercentageAllowed":50,"copy":{"attachments":false,"atte\
        ndees":true,"description":true,"subject":true},"enforceCapacity":"warn","enforceSchedulingHorizon":false\
        ,"externalOrganizers":"decline","maximumConflictInstances":8,"maximumDuration":86400,"minimumDuration":0\
        ,"minimumNotice":0,"openingHoursOnly":false,"privacy":"busy"},"setup":0,"stepFree":false,"teardown":0,"u\
        nits":1,"zone":"Europe/Paris"}' AS BLOB));
        INSERT INTO resource_change VALUES(1,6,2);
        INSERT INTO resource_change VALUES(2,1,1);
        INSERT INTO booking VALUES(1,1,'uid-1','person:camille','confirmed',1,1796299200,NULL,1795996800,X'01010\
        00002e0a2f5b00d0000a038010100000000',X'04e0a2f5b00da038000080c60aa03800021e5b7b22746f6f4c6f6e67223a7b226\
        d6178696d756d223a333630307d7d5d80c60aa0380003dfdb22a0380004',X'01010763616d696c6c651563616d696c6c6540766\
        96c6c652e6578616d706c65010bc3892e2043616d696c6c650a52c3a9756e696f6e2031067075626c6963020101350480acdbb00\
        d00a0aae6b00d00');
        INSERT INTO booking VALUES(2,1,'uid-2','person:camille','tentative',1,1796220000,NULL,1795996800,X'01010\
        00002a093f6b00d0000a038010100000000',X'02a093f6b00da038000080c60aa0380002155b7b226e6f745065726d697474656\
        4223a7b7d7d5d',X'01010763616d696c6c651563616d696c6c654076696c6c652e6578616d706c65010bc3892e2043616d696c6\
        c650a52c3a9756e696f6e2032067075626c6963020101350480acdbb00d00a0aae6b00d00');
        INSERT INTO booking VALUES(3,1,'uid-3','person:camille','confirmed',1,4611686018427387904,1796227200,179\
        5996800,X'0101000002a0b2f4b00d0000a0380101010a465245513d4441494c59000000',X'02a0b2f4b00da038000080c60aa0\
        380000',X'01010763616d696c6c651563616d696c6c654076696c6c652e6578616d706c65010bc3892e2043616d696c6c650a52\
        c3a9756e696f6e2033067075626c6963020101350480acdbb00d00a0aae6b00d00');
        INSERT INTO booking VALUES(4,1,'uid-4','person:camille','cancelled',0,1796140800,NULL,1795996800,X'01010\
        00002e083f7b00d0000a038010100000000',X'01e083f7b00da0380000',X'01010763616d696c6c651563616d696c6c6540766\
        96c6c652e6578616d706c65010bc3892e2043616d696c6c650a52c3a9756e696f6e2034067075626c6963020101350480acdbb00\
        d00a0aae6b00d00');
        INSERT INTO booking_instance VALUES(1,0,0,1796011200,1,1796011200,1796014800,1,0);
        INSERT INTO booking_instance VALUES(1,0,0,1796137200,4,1796137200,1796140800,1,0);
        INSERT INTO booking_instance VALUES(1,0,0,1796209200,1,1796209200,1796212800,1,0);
        INSERT INTO booking_instance VALUES(1,0,0,1796216400,2,1796216400,1796220000,1,1);
        INSERT INTO booking_instance VALUES(1,0,0,1796295600,1,1796295600,1796299200,1,0);
        INSERT INTO booking_instance VALUES(1,1,0,1796115600,3,1796115600,1796119200,1,0);
        INSERT INTO booking_instance VALUES(1,1,0,1796122800,1,1796122800,1796126400,1,0);
        INSERT INTO booking_instance VALUES(1,1,0,1796130000,2,1796130000,1796133600,1,1);
        INSERT INTO booking_instance VALUES(1,1,0,1796202000,3,1796202000,1796205600,1,0);
        INSERT INTO address VALUES('ecran@ville.example','resources/ecran');
        INSERT INTO address VALUES('jaures@ville.example','resources/salle');
        INSERT INTO address VALUES('salle@ville.example','resources/salle');
        INSERT INTO decision_record VALUES(1,1,'salle',1796000400,'caldav','camille','partiallyAccepted',1,'sall\
        e=2',X'',X'0102');
        INSERT INTO audit_record VALUES('salle',1,1795996800,'camille','caldav','bookingCreated',1,NULL);
        """
}
