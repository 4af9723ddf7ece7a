// Written by `node test/gateway/write-examples.ts` from what tests asked and were answered.
import type { Example } from './operation-example.ts';

export const EXAMPLES: Readonly<Record<string, Example>> = {
  "deleteAuthSession": {
    "status": 204
  },
  "deleteGroupsByGroupMembersByIdentity": {
    "parameters": {
      "group": "0x9720126f29a5e22132ca0511bf38dc04df2ac6a90626a8764c1ecae9d71601ea",
      "identity": "0x2daa87c8a1fbdc28835e8afce19d8d3e930ca79b"
    },
    "status": 200,
    "reply": {
      "group": "0x9720126f29a5e22132ca0511bf38dc04df2ac6a90626a8764c1ecae9d71601ea",
      "steward": "0x9cca25baffac19812ae95a206342ff7b49f372a8",
      "label": "0xd2b973e48803d6596a3519ef43519ae595761d66c776927037480d3fea8d08b9",
      "createdAt": 1795968127,
      "name": "Members alone",
      "salt": "0xc5acd312717763c149243f49bc1eda8f06872ce3b1961446d8416e5bff2ff5b5",
      "members": [
        {
          "identity": "0xb4f8286b6d4fcc52abccd570b3616d7272e03b65",
          "joinedAt": 1795968131
        }
      ]
    }
  },
  "deleteImportsByImport": {
    "parameters": {
      "import": "4747afad-efc3-4ab0-a1a1-da0735f9ef51"
    },
    "status": 204
  },
  "deleteMePasskeysByPasskey": {
    "parameters": {
      "passkey": "8WnhIg1OyFT7TokLPlBOsUUqVUrD2IB4"
    },
    "status": 200,
    "reply": {
      "passkeys": [
        {
          "credential": "dr15E6DYdnGjFb9T8mfQ9RITJQ0Ty7DN",
          "name": "key ring",
          "created": 1795966004955,
          "used": 1795966005021
        }
      ]
    }
  },
  "deleteStaffByPersonInvitations": {
    "parameters": {
      "person": "0x5d0b0ccd794ab74e7b255c59f5c91a7da3252cce9c49115e9ce7407b50db3a85"
    },
    "status": 200,
    "reply": {
      "withdrawn": false
    }
  },
  "deleteStaffByPersonPasskeysByPasskey": {
    "parameters": {
      "person": "0xbdebcb2ceebc22ae3b72fc396647697497037a0fb050b2f65bf2f0c702254720",
      "passkey": "5A69X4PtDD3n-wJgICbJ_nMOvkR3ntFf"
    },
    "status": 200,
    "reply": {
      "passkeys": [
        {
          "credential": "eyuxC8bWQsVA5dNzf88YSfqdg7NxdpZa",
          "name": "telephone",
          "created": 1795966285556
        }
      ]
    }
  },
  "deleteSubjectsBySubjectInvitations": {
    "parameters": {
      "subject": "0xbb7c83d0ccc7cae33efca91f6f5edc9aa9046b5dc6c27dd09a71cdf1d8f8c615"
    },
    "status": 200,
    "reply": {
      "withdrawn": 0
    }
  },
  "deleteSubjectsBySubjectPaperOnly": {
    "parameters": {
      "subject": "0x7fff1b9bc75498d697592fe100fda97847891faec43a9cc31d882d0382295030"
    },
    "status": 200,
    "reply": {}
  },
  "deleteUploadsByUpload": {
    "parameters": {
      "upload": "d633bf49-183e-4655-b45b-7ca8d2ed6e2e"
    },
    "status": 204
  },
  "getAccountsByAddress": {
    "parameters": {
      "address": "0xac201edfc55b8df08012b4ddde05d62a6f38cd85"
    },
    "status": 200,
    "reply": {
      "nonce": 18,
      "gasPrice": "0"
    }
  },
  "getActs": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "acts": [
        {
          "act": "0x008788468d20ad15246e2e10a546bfa19b37b56d05b9262c640b5c163afefaf8",
          "kind": "permit",
          "what": "permitted the use of a dataset",
          "by": {
            "person": "0x624e93c37b833e91189cf4108567c17c3f669cd25b648642a018d32d44415956",
            "name": "Person 8"
          },
          "since": 1795965771458,
          "state": "done",
          "seq": 17,
          "expires": 1798557773114,
          "decidedBy": {
            "person": "0xbff45d5eceddd6d37d01f4dc44ebc7092612ab421d04c5488802bd97ea619d1e",
            "name": "Person 9"
          }
        },
        {
          "act": "0xa7969b2aeac7e6599c2c028346d637cab4eaaa6e68e07bb593f84fd081029170",
          "kind": "permit",
          "what": "permitted the use of a dataset",
          "by": {
            "person": "0x6edf919066793e630db73e8f7039aac9a406abac502b3b2c1f26628786557259",
            "name": "Rita Asks"
          },
          "since": 1795965776858,
          "state": "done",
          "seq": 25,
          "expires": 1798557777577,
          "decidedBy": {
            "person": "0x3afc35779c1c35afd8ef38e014459c212beca5ef866480c3c319c972de58ca20",
            "name": "Carlos Confirms"
          }
        }
      ]
    }
  },
  "getActsByAct": {
    "parameters": {
      "act": "0x4512e7e9a9668328ff877c129ef90340e115437d6d827cced869f8cc3494e1f8"
    },
    "status": 200,
    "reply": {
      "act": {
        "act": "0x4512e7e9a9668328ff877c129ef90340e115437d6d827cced869f8cc3494e1f8",
        "kind": "permit",
        "what": "permitted the use of a dataset",
        "by": {
          "person": "0x6ff6023f6b2975f61270eef7464236d3a02fcf7f0ea4b476acb0d2eecb488f25",
          "name": "Person 73"
        },
        "since": 1795965809593,
        "state": "failed",
        "seq": 208,
        "expires": 1798557810897,
        "decidedBy": {
          "person": "0x32c007be2881071b13baa052f534d20c318c5e7ca6e18d95038caef6b83a2474",
          "name": "Person 74"
        },
        "fault": "Person 73 may not do this any more, and nothing of it was done by then: it is not carried out. Ask for it anew."
      },
      "facts": [
        {
          "name": "requester",
          "value": "0x50d5dd9d985b2bcec997d34179c5f46f9f93a267"
        },
        {
          "name": "dataset",
          "value": "Sample 81e6d736-7714-42cf-9337-4d0ad0a028d2"
        }
      ]
    }
  },
  "getAgreementsByAgreement": {
    "parameters": {
      "agreement": "0x8963c908647199b9a49a4516c3aabc0410a026de215406c32f7323cb6090e151"
    },
    "status": 200
  },
  "getBindings": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "bindings": [
        {
          "signer": "0x08d6a88721539d31adaf2cd2a4e8f0570cfc257d4e2355911995f3bb7946727e",
          "subject": "0x70af21dfead336967d54fcf4158ce01dd1aeb9a409a093313f26d3df85b49286",
          "statement": {
            "v": 1,
            "kind": "identification",
            "subject": "0x70af21dfead336967d54fcf4158ce01dd1aeb9a409a093313f26d3df85b49286",
            "text": "passport, seen at the desk",
            "document": "0xf815cecd5258dc204b0251259c0625db118ca1e29b893931cd66b96ea8c6f666",
            "member": "0x717d0567be804661b043c99eccbbca51946741fa",
            "at": 1795965750945,
            "salt": "0x94f8871c42a8820b3a31642f2be1b8772554a373d3c0a2a7a19675f968f304c3"
          },
          "identification": "0x6e848895b8dd496ca009a749ee6ad6d51d9761bafca44a7e855d72678e75e4c0",
          "transaction": "0x715957fa684cfc461d436deb6c4160f0025a16d0a1cc16d7e0be781b16c438aa",
          "height": 32
        },
        {
          "signer": "0x75336cb2723cd50aa85430a0d9931dd796432116790f967bcd1ffdc3c9e6dbeb",
          "subject": "0xf748e0aba3628494b9a3d32c0cc4e5528ceaf5f7efa46e7ec4f30f205c83b0b8",
          "statement": {
            "v": 1,
            "kind": "identification",
            "subject": "0xf748e0aba3628494b9a3d32c0cc4e5528ceaf5f7efa46e7ec4f30f205c83b0b8",
            "text": "passport, seen at the desk",
            "document": "0xf815cecd5258dc204b0251259c0625db118ca1e29b893931cd66b96ea8c6f666",
            "member": "0x717d0567be804661b043c99eccbbca51946741fa",
            "at": 1795965756758,
            "salt": "0xed02e4dadde4c72c189ec9df70b9941758f4a03382810e194873b04d8497d735"
          },
          "identification": "0x298822d89f65c960752db67dc1f053f86684203f43456e9fb26ec1032fd163e8",
          "transaction": "0x1b95966fced7890e90d58ccc53a322f5a8754afc312d80d81c6f5060fc140ac3",
          "height": 36
        }
      ]
    }
  },
  "getBindingsWaiting": {
    "status": 200,
    "reply": {
      "bindings": [
        {
          "binding": "0xfd816258cb591bdaed16ae38d0be4bb073cf7baa02a6878fe4946ed153873b24",
          "signer": "0xea2568000539242f297ebe69a36e318272d52989ae73ab16590b1455376093e6780c1815d723a8f6630e3f24be7a6b0ed4f38d37b2050a0219e5cffc47ee2b2666582818646acb1bbfe50cfd0cf8878019821b8749960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763",
          "until": 0,
          "identification": "0x145102a88d3e9c3689013929a7134f119a29b7db4cf392145bce84b3cb9f0ec8",
          "deadline": 1796570580,
          "statement": {
            "v": 1,
            "kind": "identification",
            "subject": "0x83bcf53ada48a77d48127893cd212c7a7e67b5ea8292f2e3574b1f9e4c83fb5f",
            "text": "passport, seen at the desk",
            "document": "0xf815cecd5258dc204b0251259c0625db118ca1e29b893931cd66b96ea8c6f666",
            "member": "0x717d0567be804661b043c99eccbbca51946741fa",
            "at": 1795965780077,
            "salt": "0x4a427c1444d7f6eabc58c190e435f9cc825b35a6bc0c6d610bc8a91521669887"
          },
          "typedData": {
            "domain": {
              "name": "Custos",
              "version": "1",
              "chainId": 168711691522,
              "verifyingContract": "0x062b5e94b2d4de905aba62c7af5b35b77efd3cab"
            },
            "types": {
              "EIP712Domain": [
                {
                  "name": "name",
                  "type": "string"
                },
                {
                  "name": "version",
                  "type": "string"
                }
              ],
              "BindSigner": [
                {
                  "name": "subject",
                  "type": "bytes32"
                },
                {
                  "name": "signer",
                  "type": "bytes"
                }
              ]
            },
            "primaryType": "BindSigner",
            "message": {
              "subject": "0x83bcf53ada48a77d48127893cd212c7a7e67b5ea8292f2e3574b1f9e4c83fb5f",
              "signer": "0xea2568000539242f297ebe69a36e318272d52989ae73ab16590b1455376093e6780c1815d723a8f6630e3f24be7a6b0ed4f38d37b2050a0219e5cffc47ee2b2666582818646acb1bbfe50cfd0cf8878019821b8749960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763",
              "kind": 1,
              "until": 0,
              "identification": "0x145102a88d3e9c3689013929a7134f119a29b7db4cf392145bce84b3cb9f0ec8",
              "deadline": 1796570580
            }
          }
        }
      ]
    }
  },
  "getConsents": {
    "parameters": {
      "subject": "0xa824c53deedbccfa836248683e3a09ca3aaa4d1f8dd493bcbd0667f1d749cc41",
      "from": 0
    },
    "status": 200,
    "reply": {
      "consents": [
        {
          "grant": "0x57d057cc4395e6b4094de7f0cac29891a89b335c39c0acfea788efb209a18794",
          "subject": "0xa824c53deedbccfa836248683e3a09ca3aaa4d1f8dd493bcbd0667f1d749cc41",
          "kind": "recorded",
          "grantedAt": 1795968166,
          "revoked": false,
          "revokedAt": 0,
          "kept": false,
          "withdrawn": false,
          "active": true,
          "awaitsAnswer": false,
          "covers": [
            "0xb4f8286b6d4fcc52abccd570b3616d7272e03b65"
          ],
          "permission": "HMB",
          "modifiers": [],
          "grantee": "0xfeb3463999ead53a2058c4e48cf1dc97a0bd2dba03cbeb0308d3142efb9e1317",
          "dataset": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "from": 1795968104,
          "until": 1796054564,
          "excluded": 0,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "identifiable": false,
          "futureMembers": false,
          "noticeVersion": "newest",
          "asksAgain": false
        },
        {
          "grant": "0xbcf990c9ea0291f200468df54464f8b5bc5c01bea9840ddf97ca1dca98e2bbe8",
          "subject": "0xa824c53deedbccfa836248683e3a09ca3aaa4d1f8dd493bcbd0667f1d749cc41",
          "kind": "recorded",
          "grantedAt": 1795968168,
          "revoked": false,
          "revokedAt": 0,
          "kept": false,
          "withdrawn": false,
          "active": true,
          "awaitsAnswer": false,
          "covers": [
            "0xb4f8286b6d4fcc52abccd570b3616d7272e03b65",
            "0x2daa87c8a1fbdc28835e8afce19d8d3e930ca79b"
          ],
          "permission": "HMB",
          "modifiers": [],
          "grantee": "0xfeb3463999ead53a2058c4e48cf1dc97a0bd2dba03cbeb0308d3142efb9e1317",
          "dataset": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "from": 1795968104,
          "until": 1796054564,
          "excluded": 0,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "identifiable": false,
          "futureMembers": false,
          "noticeVersion": "newest",
          "asksAgain": false
        }
      ]
    }
  },
  "getConsentsByGrantText": {
    "parameters": {
      "grant": "0xa9898376edc9ef720076f5d4679fb6d3fcbe3cd34d1a30597caf25b996368131"
    },
    "status": 200,
    "reply": {
      "language": "en",
      "names": {
        "dataset": "Sample f02d33e8-5e77-4f83-8659-a3a112d1cc00",
        "notice": {
          "title": "",
          "published": 1795966132
        }
      },
      "nonce": "0x99eecdf7466f941a4189c6795a6ddbfc1f6f00aaee7f04a53f9cdc64e9d2e446",
      "text": "You decide what your health data may be used for.\nAn organisation that has no name here (its number is 0xa8e65d41cd44e3f998a455b51816f52f0d2c3cd2) may give your data to any organisation whose request it has checked and approved.\nThis is about your data in “Sample f02d33e8-5e77-4f83-8659-a3a112d1cc00”, also when it is brought up to date, and about no other.\nData that shows who you are, such as your name or your date of birth, is not given.\nYour data may be used for research into health and illness. It may not be used to study where people’s ancestors come from.\nIt may not be used to earn money.\nIt may be used to train computer programs that learn (artificial intelligence).\nIt may be sent to other countries.\nThese kinds of data are left out, and are not given:\n- mental health and psychiatry\nThis counts from 29 November 2026 at 15:28:50 (UTC) until 29 December 2026 at 15:28:40 (UTC).\nYou were given the information text of 29 November 2026.\nYour treatment stays the same, whatever you decide.\nYou may change your mind at any time, and need give no reason.\nOnce you stop this, no new data is given because of it. Some things go on all the same:\n- Copies that others already have cannot be fetched back from here.\n- Data may be given for uses that the law allows unless you opt out.\n- Data may be given for studies for which an authority has decided that nobody need be asked.\n- Data without names and addresses may be given where the law allows that without asking you.\n- In an emergency a doctor may see your data.\n- Results that are about many people, and from which nobody can tell that you are one of them, stay in use.\n",
      "subject": "0x229258dbd1c365d7df3dbdaba9b68590a6aeeb282083ea1813af3f813a1c08d8",
      "terms": {
        "salt": "0xfe357dd1c6fedb4601d4d7de3138cd94d76b1d515648ca71bd4fcab1e82253d6",
        "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
        "grantee": "0x0000000000000000000000000000000000000000000000000000000000000000",
        "scope": "0x9150aa7978132fb04a630c7f857dda9c2aaf706c030ed04e873ee9978019346e",
        "purposes": "8589934596",
        "excluded": 1,
        "from": 1795966130,
        "until": 1798558120,
        "options": 0
      },
      "deadline": 1795969793
    }
  },
  "getDatasets": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "datasets": [
        {
          "dataset": "0x5ce8a76cb7f3290e26610055d72855eb55dd53f9034cce43be0549aab45f5098",
          "name": "Sample 88325077-ec9b-4c99-9ee6-6a694dc96091",
          "description": "",
          "holder": "0x2d3983b4426ecca9957c792e279c31b7794b13f5",
          "retiredAt": 0,
          "versions": [
            {
              "version": 1,
              "manifestRoot": "0x7eb10729fd3ec2092471c909e88af7e0e60810e762d047a0b3544a4c3935acce",
              "sharedCount": 1,
              "identifiable": true,
              "policy": "standing-consent",
              "publishedAt": 1795966991,
              "supersededAt": 0,
              "permission": "GRU",
              "modifiers": [],
              "items": 145
            }
          ]
        }
      ]
    }
  },
  "getDatasetsByDataset": {
    "parameters": {
      "dataset": "0x9aa908322e530e530dc6b69ebcbfbb99c0f4690cbee959cf78de14c06f8bf0e6"
    },
    "status": 200,
    "reply": {
      "dataset": "0x9aa908322e530e530dc6b69ebcbfbb99c0f4690cbee959cf78de14c06f8bf0e6",
      "name": "Sample 830717aa-77e5-43bc-b401-7f2ccc598849",
      "description": "",
      "holder": "0x97d529fd0339a3bbc94f1bafd292a69ebb00d202",
      "retiredAt": 0,
      "versions": [
        {
          "version": 1,
          "manifestRoot": "0xba8a9376b8d8d266ce675466ca1676dab09e69efa18a71fba08839ca532aaefd",
          "sharedCount": 1,
          "identifiable": true,
          "policy": "standing-consent",
          "publishedAt": 1796033278,
          "supersededAt": 0,
          "permission": "GRU",
          "modifiers": [],
          "items": 73,
          "kinds": {
            "Condition": 10,
            "DocumentReference": 10,
            "Encounter": 10,
            "MedicationRequest": 10,
            "Observation": 10,
            "Patient": 10
          }
        }
      ]
    }
  },
  "getDatasetsByDatasetContent": {
    "parameters": {
      "dataset": "0xdf22d34832a8921afa3b99b6651b0847affed1b596f06dceb30c8887ee700c4d",
      "request": "eyJkYXRhc2V0IjoiMHhkZjIyZDM0ODMyYTg5MjFhZmEzYjk5YjY2NTFiMDg0N2FmZmVkMWI1OTZmMDZkY2ViMzBjODg4N2VlNzAwYzRkIiwiZGVsaXZlcnkiOiJkb3dubG9hZCIsImZhY3RzIjp7ImNvbW1lcmNpYWwiOmZhbHNlfSwiZ2F0ZXdheSI6IjB4ZTRjM2NiYzBjMTJmZTJkMzhkOWZlMGRlNTRhNDNiOTFlODY0YWRhNiIsImxlZGdlciI6ImVpcDE1NTozNjU3NDIzNTUwOTE6MHgzNmJjNTk0ZTMwNzQ1OWJiYmFkMjgyMmM0Y2ViMjA2ZTI5ZGE1OWIzIiwicGVybWl0IjoxLCJwdXJwb3NlIjo3LCJ2ZXJzaW9uIjoxfQ"
    },
    "status": 200
  },
  "getDatasetsByDatasetCoverage": {
    "parameters": {
      "dataset": "0xea0b83925568bc7cde27ac88a34db53ff30416c54481fb4a80f9a39f1185a68b"
    },
    "status": 200,
    "reply": {
      "dataset": "0xea0b83925568bc7cde27ac88a34db53ff30416c54481fb4a80f9a39f1185a68b",
      "version": 1,
      "block": {
        "height": 32,
        "hash": "0xf910b25c6e57fedf69db34073ed62cb649d044a69c01b23bea5bd457ba351eb6",
        "time": 1796012012000
      },
      "counts": "exact",
      "assumed": {
        "requester": "any",
        "basis": "consent",
        "delivery": "download",
        "identifiable": true,
        "attested": []
      },
      "patients": 3,
      "purposes": [
        {
          "purpose": 1,
          "refused": {
            "reason": "dataset-not-released",
            "detail": "The version was superseded: its holder stopped it for ever. Ask for a later one, if there is one."
          },
          "released": 0,
          "partly": 0,
          "review": 0,
          "withheld": 3,
          "reasons": {}
        },
        {
          "purpose": 2,
          "refused": {
            "reason": "dataset-not-released",
            "detail": "The version was superseded: its holder stopped it for ever. Ask for a later one, if there is one."
          },
          "released": 0,
          "partly": 0,
          "review": 0,
          "withheld": 3,
          "reasons": {}
        }
      ]
    }
  },
  "getDatasetsByDatasetLineage": {
    "parameters": {
      "dataset": "0xdf22d34832a8921afa3b99b6651b0847affed1b596f06dceb30c8887ee700c4d"
    },
    "status": 200,
    "reply": {
      "edges": [
        {
          "dataset": "0xb0989774df275111c715e259a1ea62d0cd7bec68dac738ade4b7de703849b621",
          "version": 1,
          "parentDataset": "0xdf22d34832a8921afa3b99b6651b0847affed1b596f06dceb30c8887ee700c4d",
          "parentVersion": 1,
          "relation": "derivedFrom",
          "processDigest": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642"
        }
      ]
    }
  },
  "getDatasetsByDatasetUploads": {
    "parameters": {
      "dataset": "0x25e609447e15ef84da7e61ae1a3b40f919721c91a45d1f0b825922de44944f75"
    },
    "status": 200,
    "reply": {
      "uploads": [
        {
          "upload": "b8d67eb8-ff93-488b-a879-8e61365a6bc8",
          "dataset": "0x25e609447e15ef84da7e61ae1a3b40f919721c91a45d1f0b825922de44944f75",
          "state": "open",
          "files": 0,
          "completeFiles": 0,
          "bytes": 0,
          "arrivedBytes": 0,
          "partBytes": 4194304,
          "until": 1796067232178,
          "maxBytes": 21474836480,
          "maxFiles": 65535
        }
      ]
    }
  },
  "getDatasetsByDatasetVersionsByVersionItemsByItem": {
    "parameters": {
      "dataset": "0xdf22d34832a8921afa3b99b6651b0847affed1b596f06dceb30c8887ee700c4d",
      "version": 1,
      "item": 1,
      "request": "eyJkYXRhc2V0IjoiMHhkZjIyZDM0ODMyYTg5MjFhZmEzYjk5YjY2NTFiMDg0N2FmZmVkMWI1OTZmMDZkY2ViMzBjODg4N2VlNzAwYzRkIiwiZGVsaXZlcnkiOiJkb3dubG9hZCIsImZhY3RzIjp7ImNvbW1lcmNpYWwiOmZhbHNlfSwiZ2F0ZXdheSI6IjB4ZTRjM2NiYzBjMTJmZTJkMzhkOWZlMGRlNTRhNDNiOTFlODY0YWRhNiIsIml0ZW1zIjpbMV0sImxlZGdlciI6ImVpcDE1NTozNjU3NDIzNTUwOTE6MHgzNmJjNTk0ZTMwNzQ1OWJiYmFkMjgyMmM0Y2ViMjA2ZTI5ZGE1OWIzIiwicGVybWl0IjoxLCJwdXJwb3NlIjo3LCJyYW5nZXMiOltbMCw0XV0sInZlcnNpb24iOjF9"
    },
    "status": 206
  },
  "getDocs": {
    "status": 200
  },
  "getFormsIncomplete": {
    "parameters": {
      "state": "completed",
      "from": 0
    },
    "status": 200,
    "reply": {
      "forms": [
        {
          "form": "0x26968c75e24666066c8b338564c2eeb99a58077f4574b4fedfff0a3d46cdeb7c",
          "permission": "HMB",
          "fromSeconds": 1795965630,
          "untilSeconds": 1796052030,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "futureMembers": false,
          "id": "0x283f3f7e9576355dcacdfbd911a329de7f36869044701961fa7e73ce767ba866",
          "state": "completed",
          "faults": [
            "not-signed",
            "not-dated"
          ],
          "subject": "0xbb7c83d0ccc7cae33efca91f6f5edc9aa9046b5dc6c27dd09a71cdf1d8f8c615",
          "modifiers": [],
          "excluded": [],
          "checklist": {},
          "by": {
            "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
            "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
          },
          "at": 1795965630286,
          "scan": {
            "mediaType": "application/pdf",
            "bytes": 12
          },
          "completed": {
            "by": {
              "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
              "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
            },
            "at": 1795965630361,
            "asked": "visit",
            "form": "0x26968c75e24666066c8b338564c2eeb99a58077f4574b4fedfff0a3d46cdeb7c"
          },
          "grant": "0x023584e6c8aba58f6bd6c421a0b6d096a6214b624355f0d83f46a681b1f13b87"
        }
      ],
      "reasons": [
        {
          "fault": "not-signed",
          "open": 0,
          "all": 2
        },
        {
          "fault": "not-dated",
          "open": 0,
          "all": 2
        }
      ]
    }
  },
  "getFormsIncompleteById": {
    "parameters": {
      "id": "0x59e5f395337880d1ab5068a8adaced1e2981c0f4649c2efa83895c7cfb53cf7e"
    },
    "status": 200,
    "reply": {
      "form": "0x1cb1638da63339e040d90c80c6cead9c8214d21cf31f2c575ca9fe06b8a9992c",
      "permission": "HMB",
      "fromSeconds": 1795965630,
      "untilSeconds": 1796052030,
      "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
      "futureMembers": false,
      "id": "0x59e5f395337880d1ab5068a8adaced1e2981c0f4649c2efa83895c7cfb53cf7e",
      "state": "discarded",
      "faults": [
        "not-signed",
        "not-dated"
      ],
      "subject": "0xbb7c83d0ccc7cae33efca91f6f5edc9aa9046b5dc6c27dd09a71cdf1d8f8c615",
      "modifiers": [],
      "excluded": [],
      "checklist": {},
      "by": {
        "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
        "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
      },
      "at": 1795965630290,
      "scan": {
        "mediaType": "application/pdf",
        "bytes": 14
      },
      "discarded": {
        "reason": "The patient does not want it.",
        "by": {
          "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
          "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
        },
        "at": 1795965630690
      }
    }
  },
  "getGroups": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "groups": [
        {
          "group": "0x88458c777b92b5397e759af7bb1ddc94f857a9e37649beb26c02de4ec1d0c2a9",
          "steward": "0x9cca25baffac19812ae95a206342ff7b49f372a8",
          "label": "0xbb5c709d24532d081fda2154176b4cca29040ba6836315945fac3287ea101541",
          "createdAt": 1795968092,
          "name": "Heart study",
          "salt": "0xef409fabc45a58c4583d8509f6a52badd563137e0107305aabb02826efa49e27",
          "members": [
            {
              "identity": "0xb4f8286b6d4fcc52abccd570b3616d7272e03b65",
              "joinedAt": 1795968093
            }
          ]
        },
        {
          "group": "0xc03bc2ddffbe63e7426b4217aad7e6a968c2312bc083dd608b99e89df780bf19",
          "steward": "0x9cca25baffac19812ae95a206342ff7b49f372a8",
          "label": "0x870841e06c21e17061d2fb21376549d6fa08bed5575f277bd19f27fa6cb73aa7",
          "createdAt": 1795968108,
          "name": "Imaging I",
          "salt": "0x916ef5b6ec935097d12b589dc687fe2fd8975af296ddd55df3bc9274001e07c8",
          "members": []
        }
      ]
    }
  },
  "getHealthz": {
    "status": 200,
    "reply": {
      "status": "ok"
    }
  },
  "getImports": {
    "status": 200,
    "reply": {
      "imports": [
        {
          "import": "c113537e-9d40-476d-bbdd-9ead160359e7",
          "dataset": "0xb0989774df275111c715e259a1ea62d0cd7bec68dac738ade4b7de703849b621",
          "state": "ready",
          "items": 7,
          "subjects": 0,
          "bytes": 13459,
          "sealedAt": 1795965634933
        }
      ]
    }
  },
  "getImportsByImport": {
    "parameters": {
      "import": "4f7eee60-40e4-4589-a506-657da24d7baf"
    },
    "status": 200,
    "reply": {
      "import": "4f7eee60-40e4-4589-a506-657da24d7baf",
      "dataset": "0x5ce8a76cb7f3290e26610055d72855eb55dd53f9034cce43be0549aab45f5098",
      "state": "ready",
      "progress": {
        "phase": "seal",
        "done": 80079,
        "total": 80079
      },
      "report": {
        "files": [
          {
            "file": "Condition.ndjson",
            "bytes": 8588,
            "resources": 24
          },
          {
            "file": "DocumentReference.ndjson",
            "bytes": 10968,
            "resources": 24
          }
        ],
        "skippedFiles": [],
        "manifestGaps": [],
        "resources": 193,
        "types": {
          "Condition": 24,
          "DocumentReference": 24,
          "Encounter": 24,
          "MedicationRequest": 24,
          "Observation": 72,
          "Organization": 1,
          "Patient": 24
        },
        "patients": 24,
        "items": 145,
        "sharedItems": 1,
        "bytes": 80079,
        "shared": {
          "Organization": 1
        },
        "labelled": {
          "PSY": 4,
          "NOTE": 24
        },
        "restricted": 0,
        "unread": 0,
        "unlabelled": {
          "count": 0,
          "examples": []
        },
        "sharedFiles": {
          "count": 0,
          "examples": []
        },
        "quarantined": [],
        "advice": [],
        "repeated": 0,
        "superseded": {
          "count": 0,
          "examples": []
        },
        "deleted": {
          "count": 0,
          "examples": []
        },
        "servers": [],
        "releases": {},
        "records": {
          "linked": 0,
          "inactive": 0,
          "deceased": 0,
          "named": 24
        },
        "invalid": {
          "count": 0,
          "examples": []
        },
        "suppressed": {
          "patients": 0,
          "resources": 0
        },
        "identifiedBy": {
          "the id of the Patient resource": 24
        }
      },
      "volume": 1,
      "merged": [],
      "unchangedSince": null,
      "changes": null,
      "publication": {
        "state": "published",
        "progress": {
          "phase": "publish",
          "done": 24,
          "total": 24
        },
        "published": {
          "version": 1,
          "manifestRoot": "0x7eb10729fd3ec2092471c909e88af7e0e60810e762d047a0b3544a4c3935acce",
          "items": 145,
          "shared": 1,
          "subjects": 24,
          "taken": 0,
          "warnings": [],
          "transaction": "0xae0c356a3070a36bb0c2d74a24731a1242511ea6e5fa64b351024d830b379891",
          "height": 86
        }
      }
    }
  },
  "getInvitations": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "invitations": [
        {
          "id": "dc9dc358f07685cc8dd58897ffaa7f1e04379a4c14c8ac34e2101aa00b80a14f",
          "subject": "0x11925279fd20c88d648cda62180b5bbe0bf539b06b25481b3f9ee9e0372bc78c",
          "statement": {
            "v": 1,
            "kind": "identification",
            "subject": "0x11925279fd20c88d648cda62180b5bbe0bf539b06b25481b3f9ee9e0372bc78c",
            "text": "passport",
            "member": "0x9fddeca0e9fa5009f6a215e36a64b306312a943f",
            "person": "0xa93b4a66ecd302efc4901b9800392f92c518bd97119e60f00dde6d54af9f23f0",
            "at": 1795965817413,
            "salt": "0x6efe34e96942f10978dbef0b890521f1ed23f9d4232ddf65ee64ba95e51efe37"
          },
          "expires": 1798557817413,
          "state": "unused"
        },
        {
          "id": "ec3679640c19ceb9925554ae819befcc2e26cc31dbee6389df45ed0747ffe8ca",
          "subject": "0x032fb1a6c8f18592566535808a06fd31670fa0b9a7da118f086a5e1630da8ba3",
          "statement": {
            "v": 1,
            "kind": "identification",
            "subject": "0x032fb1a6c8f18592566535808a06fd31670fa0b9a7da118f086a5e1630da8ba3",
            "text": "passport",
            "member": "0x9fddeca0e9fa5009f6a215e36a64b306312a943f",
            "person": "0xcb0a9243a4f04fd2bceef1218dd7ef9b423a599e72b6fed943bade8cd02053e2",
            "at": 1795965817839,
            "salt": "0x07a79db7f84e97e1ac1e87b60de13946634338532f68f0e908dd326044153fd2"
          },
          "expires": 1798557817839,
          "state": "unused"
        }
      ],
      "all": 2
    }
  },
  "getLedger": {
    "status": 200,
    "reply": {
      "ledger": "eip155:985409814622:0x23f4a3117d7cd4f0fd22926fda631467ff700cf4",
      "chainId": 985409814622,
      "membership": "0x23f4a3117d7cd4f0fd22926fda631467ff700cf4",
      "contracts": {
        "membership": "0x23f4a3117d7cd4f0fd22926fda631467ff700cf4",
        "datasets": "0x21386ff94c1d32398f29107374caa76349777132",
        "subjects": "0x0375164cdeb48579c612308e5a80d7b6115115f6",
        "consents": "0x0375164cdeb48579c612308e5a80d7b6115115f6",
        "permits": "0x7d162e4db6d25d30bc90b39f2115048651934111",
        "accessLog": "0x33597b431e7d62e8acadbb21e14b304a5cac14dd",
        "passkeyVerifier": "0x55d7829371217fb428681c85e1c196f92779e8d3"
      },
      "head": {
        "height": 101,
        "hash": "0x89f90ec62e099690a2180db07c2602f93bbec2abe0389521d70f437d1dc1e424",
        "time": 1795965822000
      },
      "policy": {
        "maxLag": 60,
        "maxUnanchored": 300,
        "clockSkew": 120,
        "maxRelease": 600,
        "signerDelay": 259200,
        "erasureDelay": 1209600,
        "firstBindingDelayed": false,
        "bindingCountersigned": false,
        "recordedEndsAfter": 0
      },
      "gateway": "0x2b3b3fe416e210a54065182bb80052b18085caee",
      "holder": "0x9fddeca0e9fa5009f6a215e36a64b306312a943f",
      "rpc": "http://127.0.0.1:36009"
    }
  },
  "getLog": {
    "status": 200,
    "reply": {
      "logId": "0xabb49591ee6ef5d8723d0e0014ddae8e685fe6f332e1cc7dfa95935fcc474a2b",
      "origin": "custos/985409814622/0x23f4a3117d7cd4f0fd22926fda631467ff700cf4/0xabb49591ee6ef5d8723d0e0014ddae8e685fe6f332e1cc7dfa95935fcc474a2b",
      "verifierKey": "custos/985409814622/0x23f4a3117d7cd4f0fd22926fda631467ff700cf4/0xabb49591ee6ef5d8723d0e0014ddae8e685fe6f332e1cc7dfa95935fcc474a2b+36908d88+AXRr3ZCVOs12lJF0AEz81U0y1GRuWzPAhS5f0gWIErZB",
      "mode": "disclosed",
      "size": 137,
      "published": 134,
      "anchored": 116
    }
  },
  "getLogCheckpoint": {
    "status": 200,
    "reply": "custos/985409814622/0x23f4a3117d7cd4f0fd22926fda631467ff700cf4/0xabb49591ee6ef5d8723d0e0014ddae8e685fe6f332e1cc7dfa95935fcc474a2b\n245\nQdhD0Udkky65C0CIdll4a72eqMapedfOYowolflkfJM=\n\n— custos/985409814622/0x23f4a3117d7cd4f0fd22926fda631467ff700cf4/0xabb49591ee6ef5d8723d0e0014ddae8e685fe6f332e1cc7dfa95935fcc474a2b NpCNiB2VymQR0DiX9V+ubVw2BMixoKDNshHCc1R0P+SFTJSaq9mdGoWfRLdhrmzbikZk+/NXsa9niPEGUitNq4qEHA0=\n"
  },
  "getLogEntries": {
    "status": 200,
    "reply": {
      "entries": [
        {
          "block": {
            "hash": "0x734697ccba3fd2712100ba38aa135873db8840fae9fdd3f240f6c23378c7469e",
            "height": 17
          },
          "evidence": "0x30e5edde4749dec3c9c957a56ed63de783e099c9e694c82de96ac837b018a1b4",
          "kind": "start",
          "ledger": "eip155:365742355091:0x36bc594e307459bbbad2822c4ceb206e29da59b3",
          "logId": "0x0837dd9fe562fc619f50b26fe6b79e7f75c6425e84278ff94135d3055356cddd",
          "outcome": "started",
          "seq": 0,
          "time": 1795965596499,
          "v": 1
        },
        {
          "block": {
            "hash": "0x2ae89041155ab1b9b80823d48598f1941ca08b4677ef739c3fed03f8ab95b08b",
            "height": 36
          },
          "dataset": "0xdf22d34832a8921afa3b99b6651b0847affed1b596f06dceb30c8887ee700c4d",
          "delivery": "download",
          "evidence": "0xc08d271a80f97f0cda74e5cf5606cd3b13fa4d1668b6aec0fe029d8e3249eef5",
          "kind": "release",
          "ledger": "eip155:365742355091:0x36bc594e307459bbbad2822c4ceb206e29da59b3",
          "logId": "0x0837dd9fe562fc619f50b26fe6b79e7f75c6425e84278ff94135d3055356cddd",
          "outcome": "released",
          "permit": 1,
          "purpose": 7,
          "requester": "0x09eb69613666fafb63b309344978930eab7d17f7",
          "rows": {
            "count": 19,
            "root": "0x32e65bfca9256da4795833ba18b1720da7b38653b5421fa1b8cdccf88a3b8d00"
          },
          "seq": 1,
          "time": 1795965614388,
          "v": 1,
          "version": 1
        }
      ],
      "size": 15
    }
  },
  "getLogEntriesBySeq": {
    "parameters": {
      "seq": 1
    },
    "status": 200,
    "reply": {
      "block": {
        "hash": "0x2ae89041155ab1b9b80823d48598f1941ca08b4677ef739c3fed03f8ab95b08b",
        "height": 36
      },
      "dataset": "0xdf22d34832a8921afa3b99b6651b0847affed1b596f06dceb30c8887ee700c4d",
      "delivery": "download",
      "evidence": "0xc08d271a80f97f0cda74e5cf5606cd3b13fa4d1668b6aec0fe029d8e3249eef5",
      "kind": "release",
      "ledger": "eip155:365742355091:0x36bc594e307459bbbad2822c4ceb206e29da59b3",
      "logId": "0x0837dd9fe562fc619f50b26fe6b79e7f75c6425e84278ff94135d3055356cddd",
      "outcome": "released",
      "permit": 1,
      "purpose": 7,
      "requester": "0x09eb69613666fafb63b309344978930eab7d17f7",
      "rows": {
        "count": 19,
        "root": "0x32e65bfca9256da4795833ba18b1720da7b38653b5421fa1b8cdccf88a3b8d00"
      },
      "seq": 1,
      "time": 1795965614388,
      "v": 1,
      "version": 1
    }
  },
  "getLogEntriesBySeqEvidence": {
    "parameters": {
      "seq": 14
    },
    "status": 200,
    "reply": {
      "call": {
        "data": "0xf538b621b2e9f31d35b1577aba9872f8d7bab3912080b41751289c32c548153c6661f218000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000080000000000000000000000000000000000000000000000000000000000000004000000000000000000000000000000000000000000000000000000000000000e000000000000000000000000000000000000000000000000000000000000000740bad7c343d4c94ea6ec3cb60375ef1a43c696887f01758c3fd44712ec6a50ab127b566c8c19f322a2efbfacacc0b08e1600b1860d6438c8a34e0c332ff7267bb7da522e630f140b49b239ed1d0f42953143f627149960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d976300000000000000000000000000000000000000000000000000000000000000000000000000000000000001e0bd5368f65d26a29e81c308675bc97490e0b7a954b23c00e74e434355412f3fc04155a27723011b9d57b42ed4eb5dee92b274cafe6f2db10080257d5736bfb2830000000000000000000000000000000000000000000000000000000000000017000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000c00000000000000000000000000000000000000000000000000000000000000120000000000000000000000000000000000000000000000000000000000000002549960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763050000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000877b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a226667704d6c57766e6c6a72376a5a74586f315f347058366e6874387a68557072325a2d733364457861466b222c226f726967696e223a22687474703a2f2f6c6f63616c686f73743a3133383432222c2263726f73734f726967696e223a66616c73657d00000000000000000000000000000000000000000000000000",
        "to": "0xdc879a5e32380216f8b210435a6f6741a9c93063"
      },
      "kind": "revocation",
      "scope": "opt-out",
      "subject": "0xb2e9f31d35b1577aba9872f8d7bab3912080b41751289c32c548153c6661f218",
      "v": 1
    }
  },
  "getLogEntriesBySeqOpenings": {
    "parameters": {
      "seq": 16
    },
    "status": 200,
    "reply": {
      "opening": {
        "logId": "0xd252af369c168f8b183f5d554ef7f6ba5418255880693b095e52b852c2b29ccc",
        "seq": 16,
        "dataset": "0x5187224212d150a9c3cbaaf5ba742a186093e5cfba248ddd3f5277cdb1f9c28b",
        "version": 1,
        "count": 19,
        "manifestSize": 25
      }
    }
  },
  "getLogEntriesBySeqReceipt": {
    "parameters": {
      "seq": 1
    },
    "status": 200,
    "reply": "c2sp.org/tlog-proof@v1\nextra eyJibG9jayI6eyJoYXNoIjoiMHgyYWU4OTA0MTE1NWFiMWI5YjgwODIzZDQ4NTk4ZjE5NDFjYTA4YjQ2NzdlZjczOWMzZmVkMDNmOGFiOTViMDhiIiwiaGVpZ2h0IjozNn0sImRhdGFzZXQiOiIweGRmMjJkMzQ4MzJhODkyMWFmYTNiOTliNjY1MWIwODQ3YWZmZWQxYjU5NmYwNmRjZWIzMGM4ODg3ZWU3MDBjNGQiLCJkZWxpdmVyeSI6ImRvd25sb2FkIiwiZXZpZGVuY2UiOiIweGMwOGQyNzFhODBmOTdmMGNkYTc0ZTVjZjU2MDZjZDNiMTNmYTRkMTY2OGI2YWVjMGZlMDI5ZDhlMzI0OWVlZjUiLCJraW5kIjoicmVsZWFzZSIsImxlZGdlciI6ImVpcDE1NTozNjU3NDIzNTUwOTE6MHgzNmJjNTk0ZTMwNzQ1OWJiYmFkMjgyMmM0Y2ViMjA2ZTI5ZGE1OWIzIiwibG9nSWQiOiIweDA4MzdkZDlmZTU2MmZjNjE5ZjUwYjI2ZmU2Yjc5ZTdmNzVjNjQyNWU4NDI3OGZmOTQxMzVkMzA1NTM1NmNkZGQiLCJvdXRjb21lIjoicmVsZWFzZWQiLCJwZXJtaXQiOjEsInB1cnBvc2UiOjcsInJlcXVlc3RlciI6IjB4MDllYjY5NjEzNjY2ZmFmYjYzYjMwOTM0NDk3ODkzMGVhYjdkMTdmNyIsInJvd3MiOnsiY291bnQiOjE5LCJyb290IjoiMHgzMmU2NWJmY2E5MjU2ZGE0Nzk1ODMzYmExOGIxNzIwZGE3YjM4NjUzYjU0MjFmYTFiOGNkY2NmODhhM2I4ZDAwIn0sInNlcSI6MSwidGltZSI6MTc5NTk2NTYxNDM4OCwidiI6MSwidmVyc2lvbiI6MX0=\nindex 1\nVimtEWIETeGUGPGSeQ6vj4wOAvpBlKwNYrOmxaLhAmE=\nqy6wTau4/zj+IZ6kV4w98U1Mn2pjnog4iLlai4UC+tI=\n3STMTs70TOIoo+tzv52t7rvRqvmZmvfy7/xyTcCkO6Y=\ncyzCeTGoi6SrjIFoscrKnFlUEvRopyAlJ9qizmdZCow=\n\ncustos/365742355091/0x36bc594e307459bbbad2822c4ceb206e29da59b3/0x0837dd9fe562fc619f50b26fe6b79e7f75c6425e84278ff94135d3055356cddd\n15\nXw35/EJsD1/vwpw5hk8QJ8X149LW/TZ5upxfRkzZBVs=\n\n— custos/365742355091/0x36bc594e307459bbbad2822c4ceb206e29da59b3/0x0837dd9fe562fc619f50b26fe6b79e7f75c6425e84278ff94135d3055356cddd ghgk1/jyh7mPWR88I3BZQhWTDlfjlOaXqttCeQp+0XQeic70aFjE6aywvI6zE3RCOXLg97GyudYmWXea5GyZy/Rqcwk=\n"
  },
  "getLogProofsConsistency": {
    "parameters": {
      "from": 1,
      "to": 2
    },
    "status": 200,
    "reply": {
      "path": [
        "tDiaD49v3BL3egmRwbHRPwbNEEDo0SY4GogM9PWMru8="
      ]
    }
  },
  "getLogProofsInclusion": {
    "parameters": {
      "index": 0,
      "size": 2
    },
    "status": 200,
    "reply": {
      "path": [
        "tDiaD49v3BL3egmRwbHRPwbNEEDo0SY4GogM9PWMru8="
      ]
    }
  },
  "getLogTileByLevelByIndex": {
    "parameters": {
      "level": 0,
      "index": "000.p/2"
    },
    "status": 200
  },
  "getLogTileEntriesByIndex": {
    "parameters": {
      "index": "000.p/10"
    },
    "status": 200
  },
  "getMe": {
    "status": 200,
    "reply": {
      "signer": "0x0bad7c343d4c94ea6ec3cb60375ef1a43c69688766e2ef7e8422ab23b259daf6d602f702526328b581d5f6b728fc39ecb99d276626686b57529ee55e9c7b8760079c68908253847e37aacb7823aea02e610c452d49960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763",
      "roles": [
        "subject",
        "withdrawer"
      ],
      "subject": "0x1baca624f5dac0b833873427c32ca7dbc39ef922b25ff56f58759365582b3448",
      "signsAs": "guardian",
      "withdraws": "0x1baca624f5dac0b833873427c32ca7dbc39ef922b25ff56f58759365582b3448"
    }
  },
  "getMeAccesses": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "accesses": [
        {
          "seq": 1,
          "time": 1795967024309,
          "entry": {
            "block": {
              "hash": "0x9ff22344d0c6abe05b30442dd3a323451d4cd9421232d81c186335b90cb6d8bd",
              "height": 114
            },
            "dataset": "0x5ce8a76cb7f3290e26610055d72855eb55dd53f9034cce43be0549aab45f5098",
            "delivery": "download",
            "evidence": "0x7fadbaca73a5b4b6c28de66764d72cb26afe57ec5d233b0b8f29cd2d7ddef03e",
            "kind": "release",
            "ledger": "eip155:140295395367:0x85025697702a91771b2f7dc84f78b9649eb84118",
            "logId": "0x42aca478759bd310e7a7952b5375ba68c1afecc46e93b04a3aea7ed860eecf9d",
            "outcome": "self",
            "rows": {
              "count": 6,
              "root": "0x3a2b60a6f5a7e4667342368cbaf94543315a40e192d2d53aa1afcc051f01d6ff"
            },
            "seq": 1,
            "time": 1795967024309,
            "v": 1,
            "version": 1
          },
          "items": 6,
          "kinds": {
            "Observation": 1,
            "Condition": 1,
            "MedicationRequest": 1,
            "DocumentReference": 1,
            "Patient": 1,
            "Encounter": 1
          },
          "rows": [
            {
              "opening": {
                "logId": "0x42aca478759bd310e7a7952b5375ba68c1afecc46e93b04a3aea7ed860eecf9d",
                "seq": 1,
                "dataset": "0x5ce8a76cb7f3290e26610055d72855eb55dd53f9034cce43be0549aab45f5098",
                "version": 1,
                "count": 6,
                "manifestSize": 145
              }
            },
            {
              "listed": {
                "items": [
                  17,
                  33
                ],
                "leaves": [
                  "0x26a2fda5868e5daa66718522937c4e7d69478f5fc7d496fd8a9fcbdefefd2a48",
                  "0xf80b6314826f47f7598adb316946e19575d6e80f8c59604a7a5a0dc295ccfa4b"
                ],
                "proof": [
                  "0x6d3e6a993f9a4fd882556b4dfcf3244f5c218956582e098570137dbdf6cd1b18",
                  "0xf3c0be16b3077c7e5f83ea4f574a300cc5ae940ef39d40e5019c7eb90332d048"
                ]
              }
            }
          ],
          "receipt": "c2sp.org/tlog-proof@v1\nextra eyJibG9jayI6eyJoYXNoIjoiMHg5ZmYyMjM0NGQwYzZhYmUwNWIzMDQ0MmRkM2EzMjM0NTFkNGNkOTQyMTIzMmQ4MWMxODYzMzViOTBjYjZkOGJkIiwiaGVpZ2h0IjoxMTR9LCJkYXRhc2V0IjoiMHg1Y2U4YTc2Y2I3ZjMyOTBlMjY2MTAwNTVkNzI4NTVlYjU1ZGQ1M2Y5MDM0Y2NlNDNiZTA1NDlhYWI0NWY1MDk4IiwiZGVsaXZlcnkiOiJkb3dubG9hZCIsImV2aWRlbmNlIjoiMHg3ZmFkYmFjYTczYTViNGI2YzI4ZGU2Njc2NGQ3MmNiMjZhZmU1N2VjNWQyMzNiMGI4ZjI5Y2QyZDdkZGVmMDNlIiwia2luZCI6InJlbGVhc2UiLCJsZWRnZXIiOiJlaXAxNTU6MTQwMjk1Mzk1MzY3OjB4ODUwMjU2OTc3MDJhOTE3NzFiMmY3ZGM4NGY3OGI5NjQ5ZWI4NDExOCIsImxvZ0lkIjoiMHg0MmFjYTQ3ODc1OWJkMzEwZTdhNzk1MmI1Mzc1YmE2OGMxYWZlY2M0NmU5M2IwNGEzYWVhN2VkODYwZWVjZjlkIiwib3V0Y29tZSI6InNlbGYiLCJyb3dzIjp7ImNvdW50Ijo2LCJyb290IjoiMHgzYTJiNjBhNmY1YTdlNDY2NzM0MjM2OGNiYWY5NDU0MzMxNWE0MGUxOTJkMmQ1M2FhMWFmY2MwNTFmMDFkNmZmIn0sInNlcSI6MSwidGltZSI6MTc5NTk2NzAyNDMwOSwidiI6MSwidmVyc2lvbiI6MX0=\nindex 1\ndXms7vFRTxkqpLPgUQQeMyFXJZ1iXtxLx/d1oHCzaoM=\n\ncustos/140295395367/0x85025697702a91771b2f7dc84f78b9649eb84118/0x42aca478759bd310e7a7952b5375ba68c1afecc46e93b04a3aea7ed860eecf9d\n2\nTVtD6AB8ECl9Vhl6Rwp5FiaQ9Rkp7NCGD/fUDbjExVM=\n\n— custos/140295395367/0x85025697702a91771b2f7dc84f78b9649eb84118/0x42aca478759bd310e7a7952b5375ba68c1afecc46e93b04a3aea7ed860eecf9d URaW2lQeLSKTlPPRgUCxiht1R+MDd8pdPxwGqWvSapoMZ5svukGmda5FajlM6roFIEoFQq8dJpadoZrHuGGNQiF6dQw=\n"
        }
      ]
    }
  },
  "getMeChoices": {
    "status": 200,
    "reply": {
      "optOut": "none",
      "stage": "none",
      "pending": [],
      "pausedUntil": 1795969993
    }
  },
  "getMeContact": {
    "status": 200,
    "reply": {
      "contact": {
        "language": "en",
        "email": "p0@example.org"
      }
    }
  },
  "getMeData": {
    "parameters": {
      "request": "eyJkYXRhc2V0IjoiMHhkZjIyZDM0ODMyYTg5MjFhZmEzYjk5YjY2NTFiMDg0N2FmZmVkMWI1OTZmMDZkY2ViMzBjODg4N2VlNzAwYzRkIiwiZGVsaXZlcnkiOiJkb3dubG9hZCIsImZhY3RzIjp7ImNvbW1lcmNpYWwiOmZhbHNlfSwiZ2F0ZXdheSI6IjB4ZTRjM2NiYzBjMTJmZTJkMzhkOWZlMGRlNTRhNDNiOTFlODY0YWRhNiIsImxlZGdlciI6ImVpcDE1NTozNjU3NDIzNTUwOTE6MHgzNmJjNTk0ZTMwNzQ1OWJiYmFkMjgyMmM0Y2ViMjA2ZTI5ZGE1OWIzIiwidmVyc2lvbiI6MX0"
    },
    "status": 200
  },
  "getMeForms": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "forms": [
        {
          "form": "0x26968c75e24666066c8b338564c2eeb99a58077f4574b4fedfff0a3d46cdeb7c",
          "permission": "HMB",
          "fromSeconds": 1795965630,
          "untilSeconds": 1796052030,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "futureMembers": false,
          "id": "0x283f3f7e9576355dcacdfbd911a329de7f36869044701961fa7e73ce767ba866",
          "state": "completed",
          "faults": [
            "not-signed",
            "not-dated"
          ],
          "subject": "0xbb7c83d0ccc7cae33efca91f6f5edc9aa9046b5dc6c27dd09a71cdf1d8f8c615",
          "modifiers": [],
          "excluded": [],
          "checklist": {},
          "by": {
            "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
            "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
          },
          "at": 1795965630286,
          "scan": {
            "mediaType": "application/pdf",
            "bytes": 12
          },
          "completed": {
            "by": {
              "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
              "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
            },
            "at": 1795965630361,
            "asked": "visit",
            "form": "0x26968c75e24666066c8b338564c2eeb99a58077f4574b4fedfff0a3d46cdeb7c"
          },
          "grant": "0x023584e6c8aba58f6bd6c421a0b6d096a6214b624355f0d83f46a681b1f13b87"
        },
        {
          "form": "0x1cb1638da63339e040d90c80c6cead9c8214d21cf31f2c575ca9fe06b8a9992c",
          "permission": "HMB",
          "fromSeconds": 1795965630,
          "untilSeconds": 1796052030,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "futureMembers": false,
          "id": "0x59e5f395337880d1ab5068a8adaced1e2981c0f4649c2efa83895c7cfb53cf7e",
          "state": "discarded",
          "faults": [
            "not-signed",
            "not-dated"
          ],
          "subject": "0xbb7c83d0ccc7cae33efca91f6f5edc9aa9046b5dc6c27dd09a71cdf1d8f8c615",
          "modifiers": [],
          "excluded": [],
          "checklist": {},
          "by": {
            "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
            "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
          },
          "at": 1795965630290,
          "scan": {
            "mediaType": "application/pdf",
            "bytes": 14
          },
          "discarded": {
            "reason": "The patient does not want it.",
            "by": {
              "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
              "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
            },
            "at": 1795965630690
          }
        }
      ]
    }
  },
  "getMeFormsByFormScan": {
    "parameters": {
      "form": "0x26968c75e24666066c8b338564c2eeb99a58077f4574b4fedfff0a3d46cdeb7c"
    },
    "status": 200
  },
  "getMeNarrowings": {
    "status": 200,
    "reply": {
      "narrowings": [
        {
          "statement": {
            "act": "withdraw-all",
            "v": 1,
            "kind": "narrowing-by-code",
            "subject": "0xea89c6e2871b384ed3d7d210555c85bb2cdceb89dd80e7abb54a2782719569d0",
            "sent": 1795968379263,
            "used": 1795968380744,
            "salt": "0xc740bab21ffa1cd11cd27427c85b997ce2863c543f3e80f7f4f4fc44387a70f0"
          },
          "seq": 1,
          "form": "0xc8e7aa6a7009bbcc8d5de9407dc34419b5ba590a3ec515e4d61e4d50ed5ce36c"
        }
      ]
    }
  },
  "getMeRecorded": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "acts": [
        {
          "what": "consent",
          "form": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "grant": "0x7a067c0deed62cd6d2fa5e90573ce288e6519caf0b6a747407a73b7fe66ed951",
          "by": {
            "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
            "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
          },
          "at": 1795965612575
        },
        {
          "what": "consent",
          "form": "0x26968c75e24666066c8b338564c2eeb99a58077f4574b4fedfff0a3d46cdeb7c",
          "grant": "0x023584e6c8aba58f6bd6c421a0b6d096a6214b624355f0d83f46a681b1f13b87",
          "by": {
            "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
            "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
          },
          "at": 1795965630361,
          "checklist": {
            "signed": true,
            "signedOn": "2026-02-28",
            "explainedBy": "Dr Reis"
          },
          "scan": {
            "mediaType": "application/pdf",
            "bytes": 12
          }
        }
      ]
    }
  },
  "getMeSigners": {
    "status": 200,
    "reply": {
      "signers": [
        {
          "signer": "0x602f29e6b5a099e8948771ceeadccab825c129a5f324f80b72f379bfa78faa4e",
          "kind": "guardian",
          "type": "passkey",
          "standing": "stands",
          "from": 1795967099,
          "until": 1799423094,
          "name": "Telephone",
          "used": 1795967097010,
          "as": "parent",
          "document": "0xb87161786acd3e8152b67081d30eb60090bec26ee693f5601b468be09c5c9a85",
          "isThis": true
        },
        {
          "signer": "0xe90ef89e3285888e022ef4dcd05923d6d4599c4fedc41302603af87d990a084c",
          "kind": "guardian",
          "type": "account",
          "standing": "stands",
          "from": 1795967107,
          "account": "0x5c5fe7020937898cf48acdbfe85a51bd904c1da7",
          "until": 1830297599,
          "isThis": false
        }
      ]
    }
  },
  "getMeStaff": {
    "status": 200,
    "reply": {
      "person": {
        "person": "0x7c47d0f5d8cb0e792455c0b73edb8e33b1ac2fc9890d5597851ba0c0fdfda225",
        "name": "Person 42",
        "origin": "local",
        "duties": [
          "data-manager"
        ],
        "from": 1795966003345,
        "passkeys": 2
      },
      "passkeys": [
        {
          "credential": "8WnhIg1OyFT7TokLPlBOsUUqVUrD2IB4",
          "name": "telephone",
          "created": 1795966004109,
          "used": 1795966004512
        },
        {
          "credential": "dr15E6DYdnGjFb9T8mfQ9RITJQ0Ty7DN",
          "name": "key ring",
          "created": 1795966004955,
          "used": 1795966005021
        }
      ],
      "changes": [
        {
          "what": "passkey-made",
          "device": "telephone",
          "at": 1795966004109,
          "by": "code"
        },
        {
          "what": "passkey-made",
          "device": "key ring",
          "at": 1795966004955,
          "by": "person",
          "person": "0x7c47d0f5d8cb0e792455c0b73edb8e33b1ac2fc9890d5597851ba0c0fdfda225",
          "personName": "Person 42"
        }
      ]
    }
  },
  "getMembers": {
    "status": 200,
    "reply": {
      "members": [
        {
          "identity": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
          "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
          "principal": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
          "organisation": "0x393ad884ae79454a3cec6d99aeb2c9dd3c01da2dceaf3965528a8ef2636dc0c9",
          "roles": [
            "holder"
          ],
          "status": "active",
          "endpoint": "",
          "since": 1795965582,
          "name": "Hospital",
          "salt": "0x0b2e56674400da169b9599698ffa953da2da4702030feb0cee6c375331429a93"
        },
        {
          "identity": "0xe4c3cbc0c12fe2d38d9fe0de54a43b91e864ada6",
          "account": "0xe4c3cbc0c12fe2d38d9fe0de54a43b91e864ada6",
          "principal": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
          "organisation": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "roles": [
            "gateway"
          ],
          "status": "active",
          "endpoint": "https://gateway.example",
          "since": 1795965583
        }
      ]
    }
  },
  "getMembersByIdentitySessionKeys": {
    "parameters": {
      "identity": "0x8d2d1ecd9aad41a9e5735506be88bc6b305eddfd",
      "from": 0
    },
    "status": 200,
    "reply": {
      "keys": [
        {
          "keyHash": "0xa458a9e95deac0674c31551b7d984bcb82eabe2d480ddd930822f072ea70bb0d",
          "key": "0x015de8ef1a11f5a30b289496140853afa6bf8f49f6c985074a024366d650d5be9c",
          "from": 1795966033,
          "until": 1827502029,
          "state": "removed"
        },
        {
          "keyHash": "0xe49efb08d673b9101f3b0eea90ed4276b143bba95fdd3e6f8ab0f8210ffa9c38",
          "key": "0x01ceda788d85fc21b59eda72131540237d01f31c49090e9e9d33f18fe0b05f5013",
          "from": 1795966035,
          "until": 1827502030,
          "state": "counts"
        }
      ]
    }
  },
  "getMetrics": {
    "status": 200,
    "reply": "# HELP custos_process_cpu_user_seconds_total Total user CPU time spent in seconds.\n# TYPE custos_process_cpu_user_seconds_total counter\ncustos_process_cpu_user_seconds_total 1.132656\n\n# HELP custos_process_cpu_system_seconds_total Total system CPU time spent in seconds.\n# TYPE custos_process_cpu_system_seconds_total counter\ncustos_process_cpu_system_seconds_total 0.091178\n\n# HELP custos_process_cpu_seconds_total Total user and system CPU time spent in seconds.\n# TYPE custos_process_cpu_seconds_total counter\ncustos_process_cpu_seconds_total 1.223834\n\n# HELP custos_process_start_time_seconds Start time of the process since unix epoch in seconds.\n# TYPE custos_process_start_time_seconds gauge\ncustos_process_start_time_seconds 1795967889\n\n# HELP custos_process_resident_memory_bytes Resident memory size in bytes.\n# TYPE custos_process_resident_memory_bytes gauge\ncustos_process_resident_memory_bytes 305573888\n\n# HELP custos_process_virtual_memory_bytes Virtual memory size in bytes.\n# TYPE custos_process_virtual_memory_bytes gauge\ncustos_process_virtual_memory_bytes 199596953600\n\n# HELP custos_process_heap_bytes Process heap size in bytes.\n# TYPE custos_process_heap_bytes gauge\ncustos_process_heap_bytes 937869312\n\n# HELP custos_process_open_fds Number of open file descriptors.\n# TYPE custos_process_open_fds gauge\ncustos_process_open_fds 62\n\n# HELP custos_process_max_fds Maximum number of open file descriptors.\n# TYPE custos_process_max_fds gauge\ncustos_process_max_fds 20000\n\n# HELP custos_nodejs_eventloop_lag_seconds Lag of event loop in seconds.\n# TYPE custos_nodejs_eventloop_lag_seconds gauge\ncustos_nodejs_eventloop_lag_seconds 0\n\n# HELP custos_nodejs_eventloop_lag_min_seconds The minimum recorded event loop delay.\n# TYPE custos_nodejs_eventloop_lag_min_seconds gauge\ncustos_nodejs_eventloop_lag_min_seconds 0.000018944\n\n# HELP custos_nodejs_eventloop_lag_max_seconds The maximum recorded event loop delay.\n# TYPE custos_nodejs_eventloop_lag_max_seconds gauge\ncustos_nodejs_eventloop_lag_max_seconds 1.734344703\n\n# HELP custos_nodejs_eventloop_lag_mean_seconds The mean of the recorded event loop delays.\n# TYPE custos_nodejs_eventloop_lag_mean_seconds gauge\ncustos_nodejs_eventloop_lag_mean_seconds 0.08743277880519482\n\n# HELP custos_nodejs_eventloop_lag_stddev_seconds The standard deviation of the recorded event loop delays.\n# TYPE custos_nodejs_eventloop_lag_stddev_seconds gauge\ncustos_nodejs_eventloop_lag_stddev_seconds 0.18716248717475634\n\n# HELP custos_nodejs_eventloop_lag_p50_seconds The 50th percentile of the recorded event loop delays.\n# TYPE custos_nodejs_eventloop_lag_p50_seconds gauge\ncustos_nodejs_eventloop_lag_p50_seconds 0.038830079\n\n# HELP custos_nodejs_eventloop_lag_p90_seconds The 90th percentile of the recorded event loop delays.\n# TYPE custos_nodejs_eventloop_lag_p90_seconds gauge\ncustos_nodejs_eventloop_lag_p90_seconds 0.175243263\n\n# HELP custos_nodejs_eventloop_lag_p99_seconds The 99th percentile of the recorded event loop delays.\n# TYPE custos_nodejs_eventloop_lag_p99_seconds gauge\ncustos_nodejs_eventloop_lag_p99_seconds 0.402128895\n\n# HELP custos_nodejs_active_resources Number of active resources that are currently keeping the event loop alive, grouped by async resource type.\n# TYPE custos_nodejs_active_resources gauge\ncustos_nodejs_active_resources{type=\"PipeWrap\"} 5\ncustos_nodejs_active_resources{type=\"ProcessWrap\"} 1\ncustos_nodejs_active_resources{type=\"TCPServerWrap\"} 1\ncustos_nodejs_active_resources{type=\"TCPSocketWrap\"} 4\ncustos_nodejs_active_resources{type=\"Timeout\"} 3\ncustos_nodejs_active_resources{type=\"Immediate\"} 1\n\n# HELP custos_nodejs_active_resources_total Total number of active resources.\n# TYPE custos_nodejs_active_resources_total gauge\ncustos_nodejs_active_resources_total 15\n\n# HELP custos_nodejs_active_handles Number of active libuv handles grouped by handle type. Every handle type is C++ class name.\n# TYPE custos_nodejs_active_handles gauge\ncustos_nodejs_active_handles{type=\"Pipe\"} 2\ncustos_nodejs_active_handles{type=\"Socket\"} 7\ncustos_nodejs_active_handles{type=\"ChildProcess\"} 1\ncustos_nodejs_active_handles{type=\"Server\"} 1\n\n# HELP custos_nodejs_active_handles_total Total number of active handles.\n# TYPE custos_nodejs_active_handles_total gauge\ncustos_nodejs_active_handles_total 11\n\n# HELP custos_nodejs_active_requests Number of active libuv requests grouped by request type. Every request type is C++ class name.\n# TYPE custos_nodejs_active_requests gauge\n\n# HELP custos_nodejs_active_requests_total Total number of active requests.\n# TYPE custos_nodejs_active_requests_total gauge\ncustos_nodejs_active_requests_total 0\n\n# HELP custos_nodejs_heap_size_total_bytes Process heap size from Node.js in bytes.\n# TYPE custos_nodejs_heap_size_total_bytes gauge\ncustos_nodejs_heap_size_total_bytes 272678912\n\n# HELP custos_nodejs_heap_size_used_bytes Process heap size used from Node.js in bytes.\n# TYPE custos_nodejs_heap_size_used_bytes gauge\ncustos_nodejs_heap_size_used_bytes 147707080\n\n# HELP custos_nodejs_external_memory_bytes Node.js external memory size in bytes.\n# TYPE custos_nodejs_external_memory_bytes gauge\ncustos_nodejs_external_memory_bytes 12181999\n\n# HELP custos_nodejs_heap_space_size_total_bytes Process heap space size total from Node.js in bytes.\n# TYPE custos_nodejs_heap_space_size_total_bytes gauge\ncustos_nodejs_heap_space_size_total_bytes{space=\"read_only\"} 0\ncustos_nodejs_heap_space_size_total_bytes{space=\"new\"} 134217728\ncustos_nodejs_heap_space_size_total_bytes{space=\"old\"} 108961792\ncustos_nodejs_heap_space_size_total_bytes{space=\"code\"} 8650752\ncustos_nodejs_heap_space_size_total_bytes{space=\"shared\"} 0\ncustos_nodejs_heap_space_size_total_bytes{space=\"trusted\"} 11399168\ncustos_nodejs_heap_space_size_total_bytes{space=\"shared_trusted\"} 0\ncustos_nodejs_heap_space_size_total_bytes{space=\"new_large_object\"} 0\ncustos_nodejs_heap_space_size_total_bytes{space=\"large_object\"} 8675328\ncustos_nodejs_heap_space_size_total_bytes{space=\"code_large_object\"} 503808\ncustos_nodejs_heap_space_size_total_bytes{space=\"shared_large_object\"} 0\ncustos_nodejs_heap_space_size_total_bytes{space=\"shared_trusted_large_object\"} 0\ncustos_nodejs_heap_space_size_total_bytes{space=\"trusted_large_object\"} 270336\n\n# HELP custos_nodejs_heap_space_size_used_bytes Process heap space size used from Node.js in bytes.\n# TYPE custos_nodejs_heap_space_size_used_bytes gauge\ncustos_nodejs_heap_space_size_used_bytes{space=\"read_only\"} 0\ncustos_nodejs_heap_space_size_used_bytes{space=\"new\"} 10747248\ncustos_nodejs_heap_space_size_used_bytes{space=\"old\"} 108304944\ncustos_nodejs_heap_space_size_used_bytes{space=\"code\"} 8425856\ncustos_nodejs_heap_space_size_used_bytes{space=\"shared\"} 0\ncustos_nodejs_heap_space_size_used_bytes{space=\"trusted\"} 10868376\ncustos_nodejs_heap_space_size_used_bytes{space=\"shared_trusted\"} 0\ncustos_nodejs_heap_space_size_used_bytes{space=\"new_large_object\"} 0\ncustos_nodejs_heap_space_size_used_bytes{space=\"large_object\"} 8597288\ncustos_nodejs_heap_space_size_used_bytes{space=\"code_large_object\"} 503296\ncustos_nodejs_heap_space_size_used_bytes{space=\"shared_large_object\"} 0\ncustos_nodejs_heap_space_size_used_bytes{space=\"shared_trusted_large_object\"} 0\ncustos_nodejs_heap_space_size_used_bytes{space=\"trusted_large_object\"} 268032\n\n# HELP custos_nodejs_heap_space_size_available_bytes Process heap space size available from Node.js in bytes.\n# TYPE custos_nodejs_heap_space_size_available_bytes gauge\ncustos_nodejs_heap_space_size_available_bytes{space=\"read_only\"} 0\ncustos_nodejs_heap_space_size_available_bytes{space=\"new\"} 56357520\ncustos_nodejs_heap_space_size_available_bytes{space=\"old\"} 452504\ncustos_nodejs_heap_space_size_available_bytes{space=\"code\"} 223840\ncustos_nodejs_heap_space_size_available_bytes{space=\"shared\"} 0\ncustos_nodejs_heap_space_size_available_bytes{space=\"trusted\"} 526648\ncustos_nodejs_heap_space_size_available_bytes{space=\"shared_trusted\"} 0\ncustos_nodejs_heap_space_size_available_bytes{space=\"new_large_object\"} 67108864\ncustos_nodejs_heap_space_size_available_bytes{space=\"large_object\"} 0\ncustos_nodejs_heap_space_size_available_bytes{space=\"code_large_object\"} 0\ncustos_nodejs_heap_space_size_available_bytes{space=\"shared_large_object\"} 0\ncustos_nodejs_heap_space_size_available_bytes{space=\"shared_trusted_large_object\"} 0\ncustos_nodejs_heap_space_size_available_bytes{space=\"trusted_large_object\"} 0\n\n# HELP custos_nodejs_version_info Node.js version info.\n# TYPE custos_nodejs_version_info gauge\ncustos_nodejs_version_info{version=\"v24.21.0\",major=\"24\",minor=\"21\",patch=\"0\"} 1\n\n# HELP custos_nodejs_gc_duration_seconds Garbage collection duration by kind, one of major, minor, incremental or weakcb.\n# TYPE custos_nodejs_gc_duration_seconds histogram\ncustos_nodejs_gc_duration_seconds_bucket{le=\"0.001\",kind=\"minor\"} 0\ncustos_nodejs_gc_duration_seconds_bucket{le=\"0.01\",kind=\"minor\"} 0\ncustos_nodejs_gc_duration_seconds_bucket{le=\"0.1\",kind=\"minor\"} 0\ncustos_nodejs_gc_duration_seconds_bucket{le=\"1\",kind=\"minor\"} 3\ncustos_nodejs_gc_duration_seconds_bucket{le=\"2\",kind=\"minor\"} 3\ncustos_nodejs_gc_duration_seconds_bucket{le=\"5\",kind=\"minor\"} 3\ncustos_nodejs_gc_duration_seconds_bucket{le=\"+Inf\",kind=\"minor\"} 3\ncustos_nodejs_gc_duration_seconds_sum{kind=\"minor\"} 0.7147130680000409\ncustos_nodejs_gc_duration_seconds_count{kind=\"minor\"} 3\n\n# HELP custos_http_request_seconds Time from the head of a request to the end of its answer.\n# TYPE custos_http_request_seconds histogram\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 5\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 5\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 5\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 10\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 12\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 12\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 13\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 13\ncustos_http_request_seconds_bucket{le=\"1\",method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 13\ncustos_http_request_seconds_bucket{le=\"5\",method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 13\ncustos_http_request_seconds_bucket{le=\"30\",method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 13\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 13\ncustos_http_request_seconds_sum{method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 0.30702814\ncustos_http_request_seconds_count{method=\"GET\",route=\"/v1/ledger\",status=\"200\"} 13\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"GET\",route=\"/v1/log\",status=\"200\"} 5\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"GET\",route=\"/v1/log\",status=\"200\"} 5\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"GET\",route=\"/v1/log\",status=\"200\"} 6\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"GET\",route=\"/v1/log\",status=\"200\"} 9\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"GET\",route=\"/v1/log\",status=\"200\"} 10\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"GET\",route=\"/v1/log\",status=\"200\"} 11\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"GET\",route=\"/v1/log\",status=\"200\"} 11\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"GET\",route=\"/v1/log\",status=\"200\"} 11\ncustos_http_request_seconds_bucket{le=\"1\",method=\"GET\",route=\"/v1/log\",status=\"200\"} 11\ncustos_http_request_seconds_bucket{le=\"5\",method=\"GET\",route=\"/v1/log\",status=\"200\"} 11\ncustos_http_request_seconds_bucket{le=\"30\",method=\"GET\",route=\"/v1/log\",status=\"200\"} 11\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"GET\",route=\"/v1/log\",status=\"200\"} 11\ncustos_http_request_seconds_sum{method=\"GET\",route=\"/v1/log\",status=\"200\"} 0.152653783\ncustos_http_request_seconds_count{method=\"GET\",route=\"/v1/log\",status=\"200\"} 11\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 6\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 6\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 7\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 8\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 9\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 9\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 9\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 9\ncustos_http_request_seconds_bucket{le=\"1\",method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 9\ncustos_http_request_seconds_bucket{le=\"5\",method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 9\ncustos_http_request_seconds_bucket{le=\"30\",method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 9\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 9\ncustos_http_request_seconds_sum{method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 0.078134008\ncustos_http_request_seconds_count{method=\"POST\",route=\"/v1/auth/challenge\",status=\"200\"} 9\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 0\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 0\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 1\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 1\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 5\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 8\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 9\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 9\ncustos_http_request_seconds_bucket{le=\"1\",method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 9\ncustos_http_request_seconds_bucket{le=\"5\",method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 9\ncustos_http_request_seconds_bucket{le=\"30\",method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 9\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 9\ncustos_http_request_seconds_sum{method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 0.529051677\ncustos_http_request_seconds_count{method=\"POST\",route=\"/v1/auth/session\",status=\"201\"} 9\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 2\ncustos_http_request_seconds_bucket{le=\"1\",method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 2\ncustos_http_request_seconds_bucket{le=\"5\",method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 2\ncustos_http_request_seconds_bucket{le=\"30\",method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 2\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 2\ncustos_http_request_seconds_sum{method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 0.42334489\ncustos_http_request_seconds_count{method=\"POST\",route=\"/v1/access/check\",status=\"200\"} 2\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"1\",method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"5\",method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"30\",method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_sum{method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0.14964235\ncustos_http_request_seconds_count{method=\"POST\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"1\",method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"5\",method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"30\",method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 1\ncustos_http_request_seconds_sum{method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 0.236767953\ncustos_http_request_seconds_count{method=\"GET\",route=\"/v1/datasets/{dataset}/versions/{version}/items/{item}\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"1\",method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"5\",method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"30\",method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_sum{method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 0.401783745\ncustos_http_request_seconds_count{method=\"GET\",route=\"/v1/datasets/{dataset}/content\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"1\",method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"5\",method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"30\",method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_sum{method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 0.148320183\ncustos_http_request_seconds_count{method=\"POST\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"1\",method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"5\",method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"30\",method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_sum{method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 0.428490931\ncustos_http_request_seconds_count{method=\"GET\",route=\"/v1/me/data\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"1\",method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"5\",method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"30\",method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 1\ncustos_http_request_seconds_sum{method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 0.199581813\ncustos_http_request_seconds_count{method=\"GET\",route=\"/v1/log/entries\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"1\",method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"5\",method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"30\",method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 1\ncustos_http_request_seconds_sum{method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 0.278792727\ncustos_http_request_seconds_count{method=\"GET\",route=\"/v1/log/entries/{seq}/openings\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"GET\",route=\"/\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"GET\",route=\"/\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"GET\",route=\"/\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"GET\",route=\"/\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"GET\",route=\"/\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"GET\",route=\"/\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"GET\",route=\"/\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"GET\",route=\"/\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"1\",method=\"GET\",route=\"/\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"5\",method=\"GET\",route=\"/\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"30\",method=\"GET\",route=\"/\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"GET\",route=\"/\",status=\"200\"} 1\ncustos_http_request_seconds_sum{method=\"GET\",route=\"/\",status=\"200\"} 0.002017669\ncustos_http_request_seconds_count{method=\"GET\",route=\"/\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"GET\",route=\"/healthz\",status=\"200\"} 0\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"GET\",route=\"/healthz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"GET\",route=\"/healthz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"GET\",route=\"/healthz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"GET\",route=\"/healthz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"GET\",route=\"/healthz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"GET\",route=\"/healthz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"GET\",route=\"/healthz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"1\",method=\"GET\",route=\"/healthz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"5\",method=\"GET\",route=\"/healthz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"30\",method=\"GET\",route=\"/healthz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"GET\",route=\"/healthz\",status=\"200\"} 1\ncustos_http_request_seconds_sum{method=\"GET\",route=\"/healthz\",status=\"200\"} 0.004692271\ncustos_http_request_seconds_count{method=\"GET\",route=\"/healthz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.002\",method=\"GET\",route=\"/readyz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.005\",method=\"GET\",route=\"/readyz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.01\",method=\"GET\",route=\"/readyz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.025\",method=\"GET\",route=\"/readyz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.05\",method=\"GET\",route=\"/readyz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.1\",method=\"GET\",route=\"/readyz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.25\",method=\"GET\",route=\"/readyz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"0.5\",method=\"GET\",route=\"/readyz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"1\",method=\"GET\",route=\"/readyz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"5\",method=\"GET\",route=\"/readyz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"30\",method=\"GET\",route=\"/readyz\",status=\"200\"} 1\ncustos_http_request_seconds_bucket{le=\"+Inf\",method=\"GET\",route=\"/readyz\",status=\"200\"} 1\ncustos_http_request_seconds_sum{method=\"GET\",route=\"/readyz\",status=\"200\"} 0.001939895\ncustos_http_request_seconds_count{method=\"GET\",route=\"/readyz\",status=\"200\"} 1\n\n# HELP custos_refused_total Requests refused before anything was decided.\n# TYPE custos_refused_total counter\n\n# HELP custos_access_total Entries of the access log, by outcome.\n# TYPE custos_access_total counter\ncustos_access_total{outcome=\"released\"} 3\ncustos_access_total{outcome=\"self\"} 2\n\n# HELP custos_questions_total Questions of requesters that release nothing, within their budget and beyond.\n# TYPE custos_questions_total counter\ncustos_questions_total{kind=\"check\",outcome=\"answered\"} 2\n\n# HELP custos_items_released_total Items released.\n# TYPE custos_items_released_total counter\ncustos_items_released_total 39\n\n# HELP custos_revocations_total Revocations acknowledged.\n# TYPE custos_revocations_total counter\ncustos_revocations_total 0\n\n# HELP custos_unanchored_seconds Age of the oldest entry that is not anchored on chain.\n# TYPE custos_unanchored_seconds gauge\ncustos_unanchored_seconds 0\n\n# HELP custos_ledger_lag_seconds Age of the newest block known.\n# TYPE custos_ledger_lag_seconds gauge\ncustos_ledger_lag_seconds 1.753\n"
  },
  "getNarrowings": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "narrowings": [
        {
          "statement": {
            "act": "withdraw-all",
            "v": 1,
            "kind": "narrowing-by-code",
            "subject": "0xea89c6e2871b384ed3d7d210555c85bb2cdceb89dd80e7abb54a2782719569d0",
            "sent": 1795968379263,
            "used": 1795968380744,
            "salt": "0xc740bab21ffa1cd11cd27427c85b997ce2863c543f3e80f7f4f4fc44387a70f0"
          },
          "seq": 1,
          "form": "0xc8e7aa6a7009bbcc8d5de9407dc34419b5ba590a3ec515e4d61e4d50ed5ce36c"
        }
      ]
    }
  },
  "getNotices": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "notices": [
        {
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "by": "consortium",
          "publishedAt": 1795967303,
          "withdrawnAt": 0,
          "version": "newest",
          "asksAgain": false,
          "newest": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642"
        },
        {
          "notice": "0x2f545755e0238b84064e4641fe2c59409f884bb0dd6cebee19c4d9c6aa1e1a05",
          "by": "holder",
          "publishedAt": 1795967362,
          "withdrawnAt": 0,
          "mediaType": "text/plain",
          "bytes": 6,
          "title": "Text 0",
          "facts": {
            "kind": "first",
            "language": "en",
            "digest": "0x4cd626f27f0b2d64b9364f1b2c6a7cb6a65a4ed4011f667fdb95a304e356fa36",
            "publishedBy": [
              "holder"
            ],
            "counts": true
          },
          "version": "corrected",
          "asksAgain": false,
          "newest": "0xe3707fd6c7a786de9150a128c2c7cc007db90e96c232ee40fc7e7fbc026200bc"
        }
      ]
    }
  },
  "getNoticesByNotice": {
    "parameters": {
      "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642"
    },
    "status": 200
  },
  "getNotifications": {
    "parameters": {
      "state": "waiting",
      "from": 0
    },
    "status": 200,
    "reply": {
      "notifications": [
        {
          "subject": "0x827820d5e13a95a593224b6692fd019a75a78c2ba46d78706eb81c99f4404207",
          "kind": "binding",
          "channel": "post",
          "state": "waiting",
          "since": 1795995521000,
          "attempts": 0,
          "fault": "The mail server did not take it: answer 450."
        },
        {
          "subject": "0x827820d5e13a95a593224b6692fd019a75a78c2ba46d78706eb81c99f4404207",
          "kind": "contact-changed",
          "channel": "post",
          "state": "waiting",
          "since": 1795995522808,
          "attempts": 0
        }
      ]
    }
  },
  "getOpenapiJson": {
    "status": 200
  },
  "getOverview": {
    "status": 200,
    "reply": {
      "patients": {
        "all": 4,
        "signs": 1,
        "invited": 2,
        "paper-only": 1,
        "none": 0,
        "unasked": 1,
        "opted-out": 1,
        "paused": 0
      },
      "codes": {
        "open": 3,
        "ending": 0
      },
      "failedMessages": 0,
      "consents": [
        {
          "month": "2026-11",
          "given": 2,
          "ended": 0
        }
      ]
    }
  },
  "getPermits": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "permits": [
        {
          "permit": 1,
          "requester": "0x50d5dd9d985b2bcec997d34179c5f46f9f93a267",
          "recipientKeyDigest": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "termsDigest": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "authorityDigest": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "authority": "0x0000000000000000000000000000000000000000",
          "issuedAt": 1795965779,
          "acceptedAt": 0,
          "countersignedAt": 0,
          "revokedAt": 0,
          "dataset": "0x57a91dd999228a1af8605c28f6eb695aa0e392ff9a24044fc29d949597777476",
          "from": 1795965711,
          "until": 1796052181,
          "purpose": 7,
          "delivery": "download",
          "basis": "consent",
          "identifiable": false,
          "emergency": false,
          "attested": "0",
          "state": "active"
        },
        {
          "permit": 2,
          "requester": "0x50d5dd9d985b2bcec997d34179c5f46f9f93a267",
          "recipientKeyDigest": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "termsDigest": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "authorityDigest": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "authority": "0x0000000000000000000000000000000000000000",
          "issuedAt": 1795965787,
          "acceptedAt": 0,
          "countersignedAt": 0,
          "revokedAt": 0,
          "dataset": "0x57a91dd999228a1af8605c28f6eb695aa0e392ff9a24044fc29d949597777476",
          "from": 1795965716,
          "until": 1796052190,
          "purpose": 7,
          "delivery": "download",
          "basis": "consent",
          "identifiable": false,
          "emergency": false,
          "attested": "0",
          "state": "active"
        }
      ]
    }
  },
  "getReadyz": {
    "status": 200,
    "reply": {
      "ready": true,
      "obstacles": []
    }
  },
  "getResolutions": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "resolutions": [
        {
          "person": "0x01457b7f3b1c06c81d42663eb3426737e9f7edd2b65679a17589601dee907338",
          "reason": "Entry 12 of the log, asked by the ethics board.",
          "member": "0x3ba3c30b586dc46b406ec21cc40d2bf62fbbc977",
          "time": 1795966068835,
          "name": "Ana Souza"
        },
        {
          "person": "0x01457b7f3b1c06c81d42663eb3426737e9f7edd2b65679a17589601dee907338",
          "reason": "A patient asked who did that.",
          "member": "0x35f21056da7ac27046a32f47fc2342f2bf1e4634",
          "time": 1795966068971,
          "name": "Ana Souza"
        }
      ]
    }
  },
  "getStaff": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "staff": [
        {
          "person": "0x0da85f48afc6f43cee455ea465953ffe2ec3d24b50aab55a43e8fc26c83289dd",
          "name": "Ana Souza Lima",
          "origin": "oidc",
          "duties": [
            "data-manager",
            "researcher"
          ],
          "account": {
            "issuer": "http://127.0.0.1:20093",
            "subject": "ana"
          },
          "from": 1795967703737,
          "passkeys": 0
        },
        {
          "person": "0xe16df621f2d74dbfbd2628210f22931c5485cd61229716edfc4dc8fdbb076f0b",
          "name": "Rui Costa",
          "origin": "oidc",
          "duties": [
            "reviewer",
            "researcher"
          ],
          "account": {
            "issuer": "http://127.0.0.1:20093",
            "subject": "rui"
          },
          "from": 1795967707996,
          "passkeys": 0
        }
      ]
    }
  },
  "getStaffByPerson": {
    "parameters": {
      "person": "0xfca97c3fce2ef53ffb8a431f7589f2a283e522fca3cfcd1fd684a590a870ff35"
    },
    "status": 200,
    "reply": {
      "person": {
        "person": "0xfca97c3fce2ef53ffb8a431f7589f2a283e522fca3cfcd1fd684a590a870ff35",
        "name": "Renamed 2",
        "origin": "local",
        "duties": [
          "reviewer",
          "auditor"
        ],
        "from": 1795965973270,
        "passkeys": 2
      },
      "passkeys": [
        {
          "credential": "ocCU0Di24gC3DdsPcrFqpcBNXDAfei2H",
          "name": "telephone",
          "created": 1795965974379,
          "used": 1795965976384
        },
        {
          "credential": "j1G1BnLpAhxyod591WkNu9g1LX6Tc0dc",
          "name": "not mine",
          "created": 1795965976769
        }
      ],
      "changes": [
        {
          "what": "passkey-made",
          "device": "telephone",
          "at": 1795965974380,
          "by": "code"
        },
        {
          "what": "code-made",
          "at": 1795965976692,
          "by": "person",
          "person": "0x0ca90ef2efb7136e25bdec7da87956f39036b67ddf2c350968e7e1e04692aa25",
          "personName": "Person 1"
        }
      ]
    }
  },
  "getStart": {
    "status": 200,
    "reply": {
      "name": "Custos gateway",
      "software": "custos/test",
      "holder": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
      "provider": false,
      "sample": false,
      "codes": false,
      "ledger": "eip155:365742355091:0x36bc594e307459bbbad2822c4ceb206e29da59b3",
      "documentation": "/docs",
      "openapi": "/openapi.json",
      "checkpoint": "/log/checkpoint"
    }
  },
  "getSubjects": {
    "parameters": {
      "from": 0
    },
    "status": 200,
    "reply": {
      "subjects": [
        {
          "subject": "0x1baca624f5dac0b833873427c32ca7dbc39ef922b25ff56f58759365582b3448",
          "identifiers": [
            "urn:custos:fhir-resource-id|d9b91f7e-bab6-405d-8c27-a127b7f891b8"
          ],
          "bound": true,
          "signsBy": [
            "guardian"
          ],
          "reach": "signs",
          "optOut": "none",
          "stage": "none",
          "pending": [],
          "grants": 0
        },
        {
          "subject": "0x6d66fd9b87ed7d0c69bffa30786a41bbe642ccaec605417993d235e043d3fa9e",
          "identifiers": [
            "urn:custos:fhir-resource-id|ddb3e2d9-f2d2-4263-afc0-707f736302f8"
          ],
          "bound": false,
          "signsBy": [],
          "reach": "none",
          "optOut": "none",
          "stage": "none",
          "pending": [],
          "grants": 0
        }
      ]
    }
  },
  "getSubjectsBySubjectContact": {
    "parameters": {
      "subject": "0x33e2478faf443492efd13b67a786587eae7be07f9d43166249bee0c8d9aa2639"
    },
    "status": 200,
    "reply": {
      "contact": {
        "language": "en",
        "email": "other@example.org"
      }
    }
  },
  "getSubjectsBySubjectFormsByFormScan": {
    "parameters": {
      "subject": "0xbb7c83d0ccc7cae33efca91f6f5edc9aa9046b5dc6c27dd09a71cdf1d8f8c615",
      "form": "0x26968c75e24666066c8b338564c2eeb99a58077f4574b4fedfff0a3d46cdeb7c"
    },
    "status": 200
  },
  "getSubjectsBySubjectPaperOnly": {
    "parameters": {
      "subject": "0xcbb6b57d483c19eddc02e4d130107b59e7e99f33829f7339dccc258e7e95d846"
    },
    "status": 200,
    "reply": {
      "paperOnly": {
        "member": "0x25b0992a5a1b3f94ef33ab9a28b0efa81cd42419",
        "reason": "At the desk: somebody else has the telephone.",
        "at": 1795995539600
      }
    }
  },
  "getSubjectsBySubjectRecorded": {
    "parameters": {
      "subject": "0xbb7c83d0ccc7cae33efca91f6f5edc9aa9046b5dc6c27dd09a71cdf1d8f8c615",
      "from": 0
    },
    "status": 200,
    "reply": {
      "acts": [
        {
          "what": "consent",
          "form": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "grant": "0x7a067c0deed62cd6d2fa5e90573ce288e6519caf0b6a747407a73b7fe66ed951",
          "by": {
            "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
            "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
          },
          "at": 1795965612575
        },
        {
          "what": "consent",
          "form": "0x26968c75e24666066c8b338564c2eeb99a58077f4574b4fedfff0a3d46cdeb7c",
          "grant": "0x023584e6c8aba58f6bd6c421a0b6d096a6214b624355f0d83f46a681b1f13b87",
          "by": {
            "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
            "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
          },
          "at": 1795965630361,
          "checklist": {
            "signed": true,
            "signedOn": "2026-02-28",
            "explainedBy": "Dr Reis"
          },
          "scan": {
            "mediaType": "application/pdf",
            "bytes": 12
          }
        }
      ]
    }
  },
  "getSubjectsBySubjectSigners": {
    "parameters": {
      "subject": "0xbad709776ebb420e66a8e7f8cff8fc840096a3fcbd589436c2cbe7a77efc9dd8"
    },
    "status": 200,
    "reply": {
      "signers": [
        {
          "signer": "0xd6e45f17ba7c0abb06c8a74f52e10c5381143253167ca8d0a4148774e148c079",
          "kind": "guardian",
          "type": "passkey",
          "standing": "stands",
          "from": 1795967143,
          "until": 1830527140,
          "name": "Telephone",
          "used": 1795967141928,
          "as": "parent",
          "document": "0xb87161786acd3e8152b67081d30eb60090bec26ee693f5601b468be09c5c9a85",
          "isThis": false
        },
        {
          "signer": "0xd6b4fedf1d72fe825f9e035aa309567036f675d55c9c3ed92db000edc3520de8",
          "kind": "self",
          "type": "passkey",
          "standing": "waits",
          "from": 1796226358,
          "name": "Telephone",
          "used": 1795967157344,
          "isThis": false
        }
      ]
    }
  },
  "getUploadsByUpload": {
    "parameters": {
      "upload": "8bc96172-2547-482d-8611-0570828abd79"
    },
    "status": 200,
    "reply": {
      "upload": {
        "upload": "8bc96172-2547-482d-8611-0570828abd79",
        "dataset": "0x2a1833e1087574eb319bb2908234fff2f81884a95100bbad5969ad95bcaeb402",
        "state": "open",
        "files": 2,
        "completeFiles": 1,
        "bytes": 8388630,
        "arrivedBytes": 4194309,
        "partBytes": 4194304,
        "until": 1796067221230,
        "maxBytes": 21474836480,
        "maxFiles": 65535
      },
      "contents": [
        {
          "name": "small.txt",
          "bytes": 5,
          "digest": "0x81db8ebbbbc69c6c6ad4a6aa92b76e0c08af547da236b9e2c9dbe1d8285a8130",
          "file": "26d5f113923ccb024e1975358a01dc8a2ec26b6d81ce18eceba5ee7afd2d1d47",
          "arrived": 5,
          "complete": true
        },
        {
          "name": "large.bin",
          "bytes": 8388625,
          "digest": "0x13089a001f292b1300a5b2af1dc4532880fcd204028ed2a18252815d1c36db4a",
          "file": "274cb799fc84f1fcc8ccfb40a2af4ece8e25c784ef26e1b6bccd0f5a3f24f54b",
          "arrived": 4194304,
          "complete": false
        }
      ]
    }
  },
  "postAccessCheck": {
    "body": {
      "dataset": "0xdf22d34832a8921afa3b99b6651b0847affed1b596f06dceb30c8887ee700c4d",
      "delivery": "download",
      "facts": {
        "commercial": false
      },
      "gateway": "0xe4c3cbc0c12fe2d38d9fe0de54a43b91e864ada6",
      "ledger": "eip155:365742355091:0x36bc594e307459bbbad2822c4ceb206e29da59b3",
      "permit": 1,
      "purpose": 7,
      "version": 1
    },
    "status": 200,
    "reply": {
      "ranges": [
        [
          1,
          4
        ],
        [
          6,
          7
        ]
      ],
      "count": 19,
      "bytes": 10158,
      "withheld": {
        "not-consented": 6
      }
    }
  },
  "postAccessExplain": {
    "body": {
      "dataset": "0x9c1c0a8d270f9cddc5fa4ac43c7bba671d7ca67a28d42431f7eb98388d93d837",
      "delivery": "download",
      "facts": {
        "commercial": false
      },
      "gateway": "0xff94a8824a999a26210b38c73f69caa07518ef02",
      "ledger": "eip155:683125646407:0xc91f862b69e8ccdacd6ec29eaa5bd337b5ec23ff",
      "permit": 1,
      "purpose": 7,
      "version": 1
    },
    "status": 200,
    "reply": {
      "asker": {
        "member": "0xcdb7c525cd38e4d5f5276de6e5e854f20cc20727"
      },
      "dataset": "0x9c1c0a8d270f9cddc5fa4ac43c7bba671d7ca67a28d42431f7eb98388d93d837",
      "version": 1,
      "purpose": 7,
      "outcome": "released",
      "permit": 1,
      "basis": "consent",
      "block": {
        "height": 31,
        "hash": "0x672a2f74b31fffa4a9f2fd6a6ae135ddb11733d18273b34db90b6445c4973e39",
        "time": 1795968874000
      },
      "released": 10,
      "patients": 0,
      "withheld": {
        "not-consented": 10
      },
      "people": {},
      "words": [
        "10 items or more would be released, under permit 1 and consents of their subjects.",
        "10 items or more would be withheld: their subjects do not allow this use. Another purpose, declared facts or another permit may be covered; which choice it was is theirs."
      ]
    }
  },
  "postActsByActConfirmation": {
    "parameters": {
      "act": "0xa7969b2aeac7e6599c2c028346d637cab4eaaa6e68e07bb593f84fd081029170"
    },
    "status": 200,
    "reply": {
      "act": {
        "act": "0xa7969b2aeac7e6599c2c028346d637cab4eaaa6e68e07bb593f84fd081029170",
        "kind": "permit",
        "what": "permitted the use of a dataset",
        "by": {
          "person": "0x6edf919066793e630db73e8f7039aac9a406abac502b3b2c1f26628786557259",
          "name": "Rita Asks"
        },
        "since": 1795965776858,
        "state": "done",
        "seq": 25,
        "expires": 1798557777577,
        "decidedBy": {
          "person": "0x3afc35779c1c35afd8ef38e014459c212beca5ef866480c3c319c972de58ca20",
          "name": "Carlos Confirms"
        }
      },
      "status": 201,
      "answer": {
        "permit": 2,
        "warnings": [
          "Version 1 of the dataset identifies people, and the permit does not allow that: requests for it are refused. Issue one with --identifiable (identifiable), if that is meant.",
          "Permit 1 allows the same, until 2026-11-30 15:23 UTC: to end this use, revoke both."
        ],
        "transaction": "0xfcbeb201429af571ae102e9188a99bc01790a4f706e28c9cf141be4c762f614d",
        "height": 66
      }
    }
  },
  "postActsByActRefusal": {
    "parameters": {
      "act": "0x1bd2b6c7c488e0d6cec334ed30941e238e112fa2081952f0d730eeaf84443a78"
    },
    "status": 200,
    "reply": {
      "act": "0x1bd2b6c7c488e0d6cec334ed30941e238e112fa2081952f0d730eeaf84443a78",
      "kind": "binding",
      "what": "made a code that binds a signer to a patient",
      "by": {
        "person": "0x0467aca7447418235e34e574bf6fe5c03f43223ddbc9415a55bb3631121e9d6b",
        "name": "Person 21"
      },
      "since": 1795965781318,
      "state": "declined",
      "seq": 34,
      "expires": 1798557784448,
      "decidedBy": {
        "person": "0x0467aca7447418235e34e574bf6fe5c03f43223ddbc9415a55bb3631121e9d6b",
        "name": "Person 21"
      }
    }
  },
  "postAuthChallenge": {
    "status": 200,
    "reply": {
      "nonce": "e7d104dcdbf44efca603a5150e0e5454c7986152a077646431023b9cb44f4518",
      "expires": 1795965901390,
      "domain": "gateway.example",
      "uri": "https://gateway.example",
      "chainId": 365742355091
    }
  },
  "postAuthOidcBegin": {
    "body": {
      "jkt": "CEw1PdnnBP41YYvxaBlj-p1DrcbFbIM5O0TF_denU6s",
      "gateway": "0x6b3f7c312d6f3caac9f48d1b6be72ea5e250293e",
      "redirectUri": "https://pages.hospital.example/signed-in"
    },
    "status": 200,
    "reply": {
      "url": "http://127.0.0.1:20093/auth?redirect_uri=https%3A%2F%2Fpages.hospital.example%2Fsigned-in&scope=openid+profile+roles&response_type=code&code_challenge=tZIVTH5sFZcCphyzjEnysgDf3DEHy6xOlkA9M3Tp16Q&code_challenge_method=S256&state=kIOluDotkhaJz7u9k5Zcx5oWAPqCoEOcgdc106qyT8k&nonce=20Ln4dscD8-IsqwnhSnqPetFeN2QMPTzlm_aBXnPG_M&client_id=hospital-node",
      "signIn": "lRKv_HV7ZJgDvjIQ0AzvgyxEBr1IZq_PDayoB_DxV14",
      "expires": 1795968394431
    }
  },
  "postAuthOidcCallback": {
    "body": {
      "signIn": "LUJVGNr9_NdV5MRRgsfuUwuu2IIPwqq7-zJT5vWbuO8",
      "redirected": "http://127.0.0.1:8712/callback?code=yCeQdGgWLtfDXpWaTwyHogzqNmuWFQNBBzs7KUh_d9-&state=y_I9_bFqbdBalh6laSlsBeQnU8KSRww2lgD04ttpR2s&iss=http%3A%2F%2F127.0.0.1%3A20093"
    },
    "status": 200,
    "reply": {
      "statement": "{\"gateway\":\"0x6b3f7c312d6f3caac9f48d1b6be72ea5e250293e\",\"jkt\":\"ZrSLhemdCNk-_eZLdtbgFa7CgJi3_8XdBfBaorQTsy0\",\"ledger\":\"eip155:523365730884:0xa19ce74063b9e1872c1256e9703a498800093d22\",\"member\":\"0xe08ffcd4fc1cb78faeaaf1b79d9796cbce0c4bd0\",\"notAfter\":1795970727696,\"person\":\"0xe6ae63cf270cc9e7bf8e29fc0de81e3268cd11bcc20a14b4fa40809932734dbc\",\"v\":1}",
      "key": "0x0137f0158eca944d6d27d329257189f90adc99b2998eed8a6b3d81d5032324257c",
      "signature": "0x223948d3dc0e0a147616e5cdc6813875cde517d4196ee7ebc62dd0e02d1824e30544f139e4edac012cc50d1cfca7e6544db0a8f82bf1dc7e46acf3cfa1459d0d",
      "person": {
        "person": "0xe6ae63cf270cc9e7bf8e29fc0de81e3268cd11bcc20a14b4fa40809932734dbc",
        "name": "DRA. INÊS PRADO (account e6ae63cf)",
        "origin": "oidc",
        "duties": [
          "reviewer",
          "researcher"
        ],
        "account": {
          "issuer": "http://127.0.0.1:20093",
          "subject": "ines-2"
        },
        "from": 1795967727647,
        "passkeys": 0
      }
    }
  },
  "postAuthPasskeyChallenge": {
    "body": {
      "jkt": "96NGxZbb4KATr1Y8r0yeJ4T9VgSrvgSzHh0594jSWEM"
    },
    "status": 200,
    "reply": {
      "nonce": "0x93ac9b4dc914d56f4df48728ac1f874e19dbe1122b0ddf6f4562cc177c61e4a4",
      "expires": 1795969593670,
      "options": {
        "challenge": "wgGR_WjhvkWpTDKfNp-FyJabZ9w6SSxZefleca1qvMs",
        "rpId": "localhost",
        "timeout": 300000,
        "userVerification": "required",
        "allowCredentials": []
      }
    }
  },
  "postAuthPasskeySession": {
    "body": {
      "nonce": "0x260ce473693229e664adb17927ea0280c7c4062f8769c7f7d0756eef7ae9d615",
      "jkt": "pMqrX_ekaPvzp5xONKmkblqUg90cf0e6GjaB-b3ENhY",
      "expires": 1795971422793,
      "assertion": {
        "id": "VhqTgvd1FE3_K9XywntQPVWMR9LXc1Oc",
        "rawId": "VhqTgvd1FE3_K9XywntQPVWMR9LXc1Oc",
        "type": "public-key",
        "response": {
          "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiVjNoX20tVURFaVkyM0o0UXRPQ091YlptVVI3XzJXV3RLMmFvdW5ENzZ1YyIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6MjQ5MjAiLCJjcm9zc09yaWdpbiI6ZmFsc2UsIm90aGVyX2tleXNfY2FuX2JlX2FkZGVkX2hlcmUiOiJkbyBub3QgY29tcGFyZSJ9",
          "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAA",
          "signature": "MEQCICn35K0rSWT6669_A7ItTt-pox0mndcpL_6avZOFdrivAiBdmqYX-oC57kpo2NNtLTV0ZRrj63f_qthS42ZtjKN1nA",
          "userHandle": "QEHXeLjD0tr2mKzqwqMbvkNIVmwHjoyGPmfy9GbfKGY"
        },
        "clientExtensionResults": {}
      }
    },
    "status": 201,
    "reply": {
      "token": "CDlEvG8k8oUcD_QlpLezPSSyfVwOQLervWXdB6RTqQ4",
      "expires": 1795971422793,
      "requests": 100000,
      "signer": "0xea88f12aa395f2dd168e4348f5c5dd8972b4a4ae29ed316f57dc685f9856cf0ecaf310d4a4913023bac84c783b1aabcb5042453f3a176758310d73434a912af0d0a337732edce3f052fa8ec8174559ce6a6fbf2849960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763",
      "signsAs": "self",
      "subject": "0xbffceae22af8b3f77684735a9d956b7a3fc51c1f0e653aecbc2f886e3909826e",
      "withdraws": "0xbffceae22af8b3f77684735a9d956b7a3fc51c1f0e653aecbc2f886e3909826e",
      "roles": [
        "subject",
        "withdrawer"
      ]
    }
  },
  "postAuthSession": {
    "body": {
      "message": "gateway.example wants you to sign in with your Ethereum account:\n0x7690Aa1Dc3e7c80d4b13CEBD411619b6bB123146\n\nSign in to Custos. Requests of this session are signed by the key named below.\n\nURI: https://gateway.example\nVersion: 1\nChain ID: 476252760892\nNonce: 960746fe2b6fe8ee6ff3cb32c55a8e58851a726721dd9bbc2333b5c80cf2da7f\nIssued At: 2026-11-29T15:33:27.461Z\nExpiration Time: 2026-11-29T16:33:27.461Z\nResources:\n- urn:ietf:params:oauth:jwk-thumbprint:sha-256:Lm-xzcxgWi8Qv0eRuaQqRf4Jhr58h1C6jvW82XYHYJU",
      "signature": "0x7568bcb3c5ac61a0a2ce0d8624485b4aec76eae20e561cce485dbd31bd314d4f2f59461c213afa9d128c03c3d9d5dcb2caddabe3260c7fd89a3eedeed3e789851c"
    },
    "status": 201,
    "reply": {
      "token": "TgYP_qQC9H7fL34m3A7LJZFunxuEJiNYd8FnqgRVYNY",
      "expires": 1795970007461,
      "requests": 100000,
      "signer": "0x7690aa1dc3e7c80d4b13cebd411619b6bb123146",
      "address": "0x7690aa1dc3e7c80d4b13cebd411619b6bb123146",
      "signsAs": "guardian",
      "subject": "0x7f1855b62272a60b58c2c7f8806125ccb33b0d89a3ac7e3a024e1f28334edd04",
      "withdraws": "0x7f1855b62272a60b58c2c7f8806125ccb33b0d89a3ac7e3a024e1f28334edd04",
      "roles": [
        "subject",
        "withdrawer"
      ]
    }
  },
  "postAuthStaffChallenge": {
    "body": {
      "jkt": "bmd6a6vdu54VhQSkqj1qBlzKw8idtEPzs4QVTcW4r9E",
      "gateway": "0x0b2e090876b370bb0686e3e8d62e8bd5d26d4700"
    },
    "status": 200,
    "reply": {
      "nonce": "0x7d1fef56cd194f4589d0c4822a7c9c025a75a74f598ab7f9a3d3b380264d54b8",
      "options": {
        "challenge": "cNdSgVKkdwmAR3AEa1uLw-yfWTp4EtWm8s1GWyV0t4k",
        "rpId": "localhost",
        "timeout": 300000,
        "userVerification": "required",
        "allowCredentials": []
      }
    }
  },
  "postAuthStaffStatement": {
    "body": {
      "jkt": "bmd6a6vdu54VhQSkqj1qBlzKw8idtEPzs4QVTcW4r9E",
      "gateway": "0x0b2e090876b370bb0686e3e8d62e8bd5d26d4700",
      "nonce": "0x7d1fef56cd194f4589d0c4822a7c9c025a75a74f598ab7f9a3d3b380264d54b8",
      "assertion": {
        "id": "dp10I7m21j0KeunjraC_vWc_ciLXoBDL",
        "rawId": "dp10I7m21j0KeunjraC_vWc_ciLXoBDL",
        "type": "public-key",
        "response": {
          "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiY05kU2dWS2tkd21BUjNBRWExdUx3LXlmV1RwNEV0V204czFHV3lWMHQ0ayIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6MjUxMjMiLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
          "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAA",
          "signature": "MEUCIQDZlmk07IOR8WG0jVP0V-1h7V9Pi4dWry0btc2Qv6hn7wIgJsex-SNB1_6FW4ZAFLYJ2JokP3D3mwyJ2HHZtgNSxmc",
          "userHandle": "_0whklTSK4otIppljEEc0fj4iczRETulTaZZ9MvvLCg"
        },
        "clientExtensionResults": {}
      }
    },
    "status": 200,
    "reply": {
      "statement": "{\"gateway\":\"0x0b2e090876b370bb0686e3e8d62e8bd5d26d4700\",\"jkt\":\"bmd6a6vdu54VhQSkqj1qBlzKw8idtEPzs4QVTcW4r9E\",\"ledger\":\"eip155:185857045533:0x157c70b5d35dd6096130d4559396fa332db994e6\",\"member\":\"0x5055606bab7e7133cd73b6200fe7ab770521b482\",\"notAfter\":1795968975590,\"person\":\"0x0ca90ef2efb7136e25bdec7da87956f39036b67ddf2c350968e7e1e04692aa25\",\"v\":1}",
      "key": "0x0199172a0f093f75a49a9b219a2f337cb521d2591cde1ca562019f4a0bab0494d8",
      "signature": "0x9ecd908d1958110d605a70f5d73de9409752c2c7c058e32c7196ee86cf21c3b263a93907e80bee29f929a67aeb8261e1a7cda47e6b3d21c8173897ff6b8fd10e"
    }
  },
  "postAuthStatements": {
    "body": {
      "jkt": "h6YhWSV2ZrCbY6maCZcpxakZBk9MYjXk3oqJJ_xyra8",
      "gateway": "0x0b2e090876b370bb0686e3e8d62e8bd5d26d4700"
    },
    "status": 200,
    "reply": {
      "statement": "{\"gateway\":\"0x0b2e090876b370bb0686e3e8d62e8bd5d26d4700\",\"jkt\":\"h6YhWSV2ZrCbY6maCZcpxakZBk9MYjXk3oqJJ_xyra8\",\"ledger\":\"eip155:185857045533:0x157c70b5d35dd6096130d4559396fa332db994e6\",\"member\":\"0x5055606bab7e7133cd73b6200fe7ab770521b482\",\"notAfter\":1795969028370,\"person\":\"0x2abfefd1fb9c9918f0ac8a0ff896ff17a1c8faf88075e9587cc907aca8fc8c03\",\"v\":1}",
      "key": "0x0199172a0f093f75a49a9b219a2f337cb521d2591cde1ca562019f4a0bab0494d8",
      "signature": "0x9d162ef13abca4f2aa7a4d2a5e3ff334888b72ef80e703202fc9bf5efa47dbe019a70fc3fcb61e1026c73ee429861ef440bfdb5d789d1c97aa48b70c11fcd103"
    }
  },
  "postBindingsByBindingCountersignature": {
    "parameters": {
      "binding": "0xc0d6cf842b7e74d2147ffef8715688dd095b2b8ebcd86dd67be46ef795eff982"
    },
    "body": {
      "signature": "0xa527615b6dc6cc9af451b6070a1492e8e8eb754f6dfe8fb4c045f1dcf252e42c670dd67a94eced53e85ca0884b36b23a867aa24bf32ace2ae5ff21e3d83d9b4b1c"
    },
    "status": 201,
    "reply": {
      "transaction": "0x7dae13a2b0b2f8d6483bb464bbc16e5834b0f276231203faa68313ec2ee84910",
      "height": 122,
      "subject": "0xf48aed4af5ac2f4f078227f1b1e6aef2f253cc589a602318019e984ae37f82c6"
    }
  },
  "postBindingsByBindingRefusal": {
    "parameters": {
      "binding": "0x5a7b560786cc2bdce8e136e9d94ebcbf911257a5bb74e7bffcf8b27f9d5c8923"
    },
    "body": {
      "reason": "The copy cannot be read."
    },
    "status": 200,
    "reply": {
      "binding": "0x5a7b560786cc2bdce8e136e9d94ebcbf911257a5bb74e7bffcf8b27f9d5c8923"
    }
  },
  "postConsents": {
    "body": {
      "terms": {
        "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
        "grantee": "0x0000000000000000000000000000000000000000000000000000000000000000",
        "scope": "0x0000000000000000000000000000000000000000000000000000000000000000",
        "purposes": "4",
        "excluded": 1,
        "from": 1795967131,
        "until": 1796053591,
        "options": 2,
        "salt": "0x841778365c0988e2d3efe2a0ac206061b128218cd1e5af3a1c41a452075a3be2"
      },
      "deadline": 1795970805,
      "signature": "0x5253848cc06d296b72df5ff7a8954cb1b2557753d767f2a1647738f6b611472973c53cf7a24e558ef13504c9e3f3faae06def646bf278f4652d54adc74247d8a0000000000000000000000000000000000000000000000000000000000000017000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000c00000000000000000000000000000000000000000000000000000000000000120000000000000000000000000000000000000000000000000000000000000002549960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763050000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000877b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a2244493365746c74463146514d6276356531426c63586b642d4c744f736a7a315662446c5832534461453377222c226f726967696e223a22687474703a2f2f6c6f63616c686f73743a3133383432222c2263726f73734f726967696e223a66616c73657d00000000000000000000000000000000000000000000000000",
      "aiTraining": "yes",
      "commercial": "yes",
      "transferAbroad": "yes",
      "shown": {
        "language": "pt",
        "names": {
          "notice": {
            "title": "",
            "published": 1795966910
          }
        },
        "nonce": "0x8298f37307487fb3b450845fcc9a0010bc69658ce5aa3a7c067e08bd1953934e"
      }
    },
    "status": 201,
    "reply": {
      "grant": "0x0c8ddeb65b45d4540c6efe5ed4195c5e477e2ed3ac8f3d556c3957d920da137c",
      "height": 289,
      "stood": false
    }
  },
  "postConsentsByGrantWithdrawal": {
    "parameters": {
      "grant": "0x8660b1b48791454c9b9a52d01ddd041200cf36d9c8d9e9685a7341b8dc17bd71"
    },
    "body": {
      "subject": "0xc4b21eb22b3569be21d1fbfe9335e089fad7feb2a5dd51b916909d6c11f674e8",
      "form": "0xd8c9e09500ec220018998c988caa620ec9a818b0eee53c8d9dda112d0b642406"
    },
    "status": 201,
    "reply": {
      "seq": 11,
      "receipt": "c2sp.org/tlog-proof@v1\nextra eyJibG9jayI6eyJoYXNoIjoiMHhjYmU2MzU3OGRjMDc4Mzk3ODRmZTVmZDZiZjY5ZmRhZWViZDFkODhiYWZiYTQ3Yzk2ZDAxZjg3MjY2NmFhYzUyIiwiaGVpZ2h0IjoxMDF9LCJldmlkZW5jZSI6IjB4ZTljMjViNmFhNWM4Yzg2MGViNThkNjNiNDJkZDI4YWI0ODRiYzhmNDgyZGExNzc3NmRiN2M1NjA5NWY3YWJkNSIsImtpbmQiOiJyZXZvY2F0aW9uIiwibGVkZ2VyIjoiZWlwMTU1Ojk2NjU0ODkwNDM0MzoweGE0OGU3Y2I4NmE0MTNjOWFjMTYwZWU1Yjk3OTUwMTVhZDk0YjA0MTMiLCJsb2dJZCI6IjB4ZWU3NTA5OWJkZTRiNjI3NDcyZDgyYmU2MDRjNzRmMWJmNDY3ZjhkMzJiNzVhNTU3M2NkNWI2ZDIxMDg1ZThkOCIsIm91dGNvbWUiOiJhY2tub3dsZWRnZWQiLCJzZXEiOjExLCJ0aW1lIjoxNzk1OTk1NTM2MjIyLCJ2IjoxfQ==\nindex 11\n74TOJS7ayqPzDARBP6xCcxW6HUAggkExS1UmbiA5tCw=\nI3vRro6ivR81pi9jzSi9ls/qNmQ6vLl3ajjWJvMUQBc=\nl/yAshwXMyE49FZFZ05uZHTTWPk6JwrcUPbBoqJhlww=\n\ncustos/966548904343/0xa48e7cb86a413c9ac160ee5b9795015ad94b0413/0xee75099bde4b627472d82be604c74f1bf467f8d32b75a5573cd5b6d21085e8d8\n12\nMEWJh1QfRZCHTmEgS9IigM78Ozc3MDacmFtn2Hu39l8=\n\n— custos/966548904343/0xa48e7cb86a413c9ac160ee5b9795015ad94b0413/0xee75099bde4b627472d82be604c74f1bf467f8d32b75a5573cd5b6d21085e8d8 CYZapHa0gVst6xzj4p/M38Xf3H2DMS6OnIKBBrDuADQuvtSrAFUHUj9Jkjw4+94sTWVSzPwFWPQqaVmnSpTr3S8Qwg8=\n",
      "checked": true,
      "remaining": [
        {
          "grant": "0xace1f3e0ce2402db40efa139c8cbe4e1a691ae9f15826f9aa5aea31cba40ae6c",
          "subject": "0xc4b21eb22b3569be21d1fbfe9335e089fad7feb2a5dd51b916909d6c11f674e8",
          "kind": "self",
          "grantedAt": 1795995545,
          "revoked": false,
          "revokedAt": 0,
          "kept": false,
          "withdrawn": false,
          "active": true,
          "awaitsAnswer": false,
          "permission": "HMB",
          "modifiers": [],
          "grantee": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "dataset": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "from": 1795995475,
          "until": 1796081936,
          "excluded": 0,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "identifiable": true,
          "futureMembers": false
        }
      ]
    }
  },
  "postConsentsKeeping": {
    "body": {
      "grant": "0xff4ee3a470812863a385d513a4bee01660fb3463c3876d046f2fc7d1c1adde7e",
      "deadline": 1795971720,
      "signature": "0x6541f6e64806b03900a705957f80adafffba257025e71359edde49495450311a0864c43b048a972da564c8b2ac3cfe0deaa00ba8d662449107fda0513e1e2df11b"
    },
    "status": 200,
    "reply": {
      "grant": "0xff4ee3a470812863a385d513a4bee01660fb3463c3876d046f2fc7d1c1adde7e",
      "height": 129
    }
  },
  "postConsentsKeepingPrepare": {
    "body": {
      "grant": "0x7a067c0deed62cd6d2fa5e90573ce288e6519caf0b6a747407a73b7fe66ed951"
    },
    "status": 200,
    "reply": {
      "terms": {
        "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
        "grantee": "0x0000000000000000000000000000000000000000000000000000000000000000",
        "scope": "0x0000000000000000000000000000000000000000000000000000000000000000",
        "purposes": "8589934596",
        "excluded": 0,
        "options": 2,
        "salt": "0x71b0df0eefbc6bfd57a8a580ba970ea484605d098698208ffbe5f987ac0f2dba",
        "from": 1795965551,
        "until": 1796052011
      },
      "form": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
      "deadline": 1795969232,
      "typedData": {
        "domain": {
          "name": "Custos",
          "version": "1",
          "chainId": 365742355091,
          "verifyingContract": "0x692be944a98b33d321948922be59d9b307601738"
        },
        "types": {
          "EIP712Domain": [
            {
              "name": "name",
              "type": "string"
            },
            {
              "name": "version",
              "type": "string"
            }
          ],
          "KeepRecorded": [
            {
              "name": "subject",
              "type": "bytes32"
            },
            {
              "name": "grant",
              "type": "bytes32"
            }
          ]
        },
        "primaryType": "KeepRecorded",
        "message": {
          "subject": "0xbb7c83d0ccc7cae33efca91f6f5edc9aa9046b5dc6c27dd09a71cdf1d8f8c615",
          "grant": "0x7a067c0deed62cd6d2fa5e90573ce288e6519caf0b6a747407a73b7fe66ed951",
          "deadline": 1795969232
        }
      }
    }
  },
  "postConsentsPrepare": {
    "body": {
      "excluded": [
        "PSY"
      ],
      "fromSeconds": 1795967131,
      "untilSeconds": 1796053591,
      "permission": "HMB",
      "modifiers": [],
      "identifiable": true,
      "futureMembers": false,
      "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
      "aiTraining": "yes",
      "commercial": "yes",
      "transferAbroad": "yes"
    },
    "status": 200,
    "reply": {
      "warnings": [],
      "reasons": [],
      "standing": "0x0c8ddeb65b45d4540c6efe5ed4195c5e477e2ed3ac8f3d556c3957d920da137c",
      "terms": {
        "salt": "0x1fe99b6934c31dc560f805b2d0c38d2ff67dd3878e19b6397c36809c44c3ca7f",
        "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
        "grantee": "0x0000000000000000000000000000000000000000000000000000000000000000",
        "scope": "0x0000000000000000000000000000000000000000000000000000000000000000",
        "purposes": "4",
        "excluded": 1,
        "from": 1795967131,
        "until": 1796053591,
        "options": 2
      },
      "deadline": 1795970810,
      "typedData": {
        "domain": {
          "name": "Custos",
          "version": "1",
          "chainId": 140295395367,
          "verifyingContract": "0xdc879a5e32380216f8b210435a6f6741a9c93063"
        },
        "types": {
          "EIP712Domain": [
            {
              "name": "name",
              "type": "string"
            },
            {
              "name": "version",
              "type": "string"
            }
          ],
          "Grant": [
            {
              "name": "subject",
              "type": "bytes32"
            },
            {
              "name": "deadline",
              "type": "uint48"
            }
          ],
          "Terms": [
            {
              "name": "salt",
              "type": "bytes32"
            },
            {
              "name": "notice",
              "type": "bytes32"
            }
          ]
        },
        "primaryType": "Grant",
        "message": {
          "subject": "0xd806a7311e3b2084df999b41912b4518b939b5e0d32408cd041fec7930ad8b39",
          "deadline": 1795970810,
          "terms": {
            "salt": "0x1fe99b6934c31dc560f805b2d0c38d2ff67dd3878e19b6397c36809c44c3ca7f",
            "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
            "grantee": "0x0000000000000000000000000000000000000000000000000000000000000000",
            "scope": "0x0000000000000000000000000000000000000000000000000000000000000000",
            "purposes": "4",
            "excluded": 1,
            "from": 1795967131,
            "until": 1796053591,
            "options": 2
          }
        }
      },
      "passkey": {
        "challenge": "zZ8azth0KE2ZgZKffirpJGoyF9TQDjzNVGwwPIkvGQw",
        "rpId": "localhost",
        "timeout": 300000,
        "userVerification": "required",
        "allowCredentials": [
          {
            "id": "LAm8ex_o56mvTcktCtwEckzIgWzmPgVr",
            "type": "public-key",
            "transports": [
              "internal",
              "hybrid"
            ]
          }
        ]
      },
      "grant": "0xcd9f1aced874284d9981929f7e2ae9246a3217d4d00e3ccd546c303c892f190c"
    }
  },
  "postConsentsRecorded": {
    "body": {
      "records": [
        {
          "subject": "0x51af2d1ca57f92f1811a2ca8379054161664051a246a999f5eae7cc938d746db",
          "form": "0xf6565f477ca1f1a3b1011377404374081370ff3ff510edf7b37dcc6c19688803",
          "permission": "HMB",
          "fromSeconds": 1796032158,
          "untilSeconds": 1796118558,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "modifiers": [],
          "excluded": [],
          "identifiable": false,
          "futureMembers": false,
          "aiTraining": "yes",
          "commercial": "yes",
          "transferAbroad": "yes"
        },
        {
          "subject": "0x1d56f0815904321e4871fb67578c44ed6e10ff7d69b0a1e8f96cf3d13828fa7a",
          "form": "0x80c48c6d6ca88261288c1d679ee47c890a8f583efd701344f481a85559e86138",
          "permission": "HMB",
          "fromSeconds": 1796032158,
          "untilSeconds": 1796118558,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "modifiers": [],
          "excluded": [],
          "identifiable": false,
          "futureMembers": false,
          "aiTraining": "yes",
          "commercial": "yes",
          "transferAbroad": "yes"
        }
      ]
    },
    "status": 201,
    "reply": {
      "grants": [
        "0x4bcf750b82de7fa581d7d03c78399f3b288d348ac3bcbbc804dd2558844db8e5",
        "0x70150ad20c5ca784e7ef130ec6b0b78b8818db7262cda38bbe9f0033245b62a8"
      ],
      "stood": [
        false,
        false
      ],
      "warnings": []
    }
  },
  "postConsentsRecordedCheck": {
    "body": {
      "records": [
        {
          "subject": "0x697939662f8eddb82006e23ae52353fe46823eb6e44f55cb5c13cc2d729bc5a3",
          "form": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "permission": "HMB",
          "fromSeconds": 1795965633,
          "untilSeconds": 1796052033,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "aiTraining": "yes",
          "commercial": "yes",
          "transferAbroad": "yes"
        },
        {
          "subject": "0xbb7c83d0ccc7cae33efca91f6f5edc9aa9046b5dc6c27dd09a71cdf1d8f8c615",
          "form": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "permission": "HMB",
          "fromSeconds": 1795965633,
          "untilSeconds": 1796052033,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "aiTraining": "yes",
          "commercial": "yes",
          "transferAbroad": "yes"
        }
      ]
    },
    "status": 200,
    "reply": {
      "rows": [
        {
          "code": "CONFLICT",
          "detail": "The patient bound a signer of its own, or a guardian one for it, and consents with that: ask that person to sign."
        },
        {
          "code": "CONFLICT",
          "detail": "The patient bound a signer of its own, or a guardian one for it, and consents with that: ask that person to sign."
        }
      ],
      "warnings": []
    }
  },
  "postConsentsRecordedRows": {
    "body": {
      "records": [
        {
          "subject": "0x697939662f8eddb82006e23ae52353fe46823eb6e44f55cb5c13cc2d729bc5a3",
          "form": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "permission": "HMB",
          "fromSeconds": 1795965633,
          "untilSeconds": 1796052033,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "aiTraining": "yes",
          "commercial": "yes",
          "transferAbroad": "yes"
        },
        {
          "subject": "0xbb7c83d0ccc7cae33efca91f6f5edc9aa9046b5dc6c27dd09a71cdf1d8f8c615",
          "form": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "permission": "HMB",
          "fromSeconds": 1795965633,
          "untilSeconds": 1796052033,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "aiTraining": "yes",
          "commercial": "yes",
          "transferAbroad": "yes"
        }
      ]
    },
    "status": 200,
    "reply": {
      "rows": [
        {
          "code": "CONFLICT",
          "detail": "The patient bound a signer of its own, or a guardian one for it, and consents with that: ask that person to sign."
        },
        {
          "code": "CONFLICT",
          "detail": "The patient bound a signer of its own, or a guardian one for it, and consents with that: ask that person to sign."
        }
      ],
      "warnings": []
    }
  },
  "postConsentsRevocation": {
    "body": {
      "grant": "0x1253004c9853b3adceebb43ef3b628d3f1986aef564ba5cc1fc5a9032fd9a905",
      "signature": "0x36ac48836c4895ca62dfda1fc97edca3c740ff0a6389a1e30a93b754c6acb9105c56fd923b505bf7ba7340cc03395781718da9d9fc09e9412fe381fb095b11330000000000000000000000000000000000000000000000000000000000000017000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000c00000000000000000000000000000000000000000000000000000000000000120000000000000000000000000000000000000000000000000000000000000002549960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763050000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000877b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a2255305941465370776b5a6654445661532d7174486b6f4f4a6d79647166744345316135494b52776d344949222c226f726967696e223a22687474703a2f2f6c6f63616c686f73743a3133383432222c2263726f73734f726967696e223a66616c73657d00000000000000000000000000000000000000000000000000"
    },
    "status": 201,
    "reply": {
      "seq": 2,
      "receipt": "c2sp.org/tlog-proof@v1\nextra eyJibG9jayI6eyJoYXNoIjoiMHgwMWE3MmIwNGEyYjM4ZTFlYjYwNzE2MjkwNGIxODY1YmVkZjg5ZjY4MzNiMDk3NTRlMjBmNTY3NDliNzlkZDYxIiwiaGVpZ2h0IjoxMjJ9LCJldmlkZW5jZSI6IjB4YmE2NGQwZWE0NzdhNmVkN2EwNTNhNmQ4ZTJiZDhmZDg4ZWIyMzlhMDk4MmEyNjg2Nzc1OTY5ZjMwNmU3MzQwNiIsImtpbmQiOiJyZXZvY2F0aW9uIiwibGVkZ2VyIjoiZWlwMTU1OjE0MDI5NTM5NTM2NzoweDg1MDI1Njk3NzAyYTkxNzcxYjJmN2RjODRmNzhiOTY0OWViODQxMTgiLCJsb2dJZCI6IjB4NDJhY2E0Nzg3NTliZDMxMGU3YTc5NTJiNTM3NWJhNjhjMWFmZWNjNDZlOTNiMDRhM2FlYTdlZDg2MGVlY2Y5ZCIsIm91dGNvbWUiOiJhY2tub3dsZWRnZWQiLCJzZXEiOjIsInRpbWUiOjE3OTU5NjcwMzM5MDcsInYiOjF9\nindex 2\nTVtD6AB8ECl9Vhl6Rwp5FiaQ9Rkp7NCGD/fUDbjExVM=\n\ncustos/140295395367/0x85025697702a91771b2f7dc84f78b9649eb84118/0x42aca478759bd310e7a7952b5375ba68c1afecc46e93b04a3aea7ed860eecf9d\n3\nmCNIEOCNwGZ0wgSRGM+CTucPnO2de6s/6fN+dXBiLs4=\n\n— custos/140295395367/0x85025697702a91771b2f7dc84f78b9649eb84118/0x42aca478759bd310e7a7952b5375ba68c1afecc46e93b04a3aea7ed860eecf9d URaW2inec/B09PWgPVa9tZCTuWPdEaCj8GbBnTerbrnTBkNu71R5eY2bK1G3wj5bHnWxaKQhw5cltv8RtSHujt2lbQY=\n",
      "checked": true,
      "remaining": []
    }
  },
  "postConsentsRevocationPrepare": {
    "body": {},
    "status": 200,
    "reply": {
      "epoch": 0,
      "typedData": {
        "domain": {
          "name": "Custos",
          "version": "1",
          "chainId": 140295395367,
          "verifyingContract": "0xdc879a5e32380216f8b210435a6f6741a9c93063"
        },
        "types": {
          "EIP712Domain": [
            {
              "name": "name",
              "type": "string"
            },
            {
              "name": "version",
              "type": "string"
            }
          ],
          "RevokeAll": [
            {
              "name": "subject",
              "type": "bytes32"
            },
            {
              "name": "epoch",
              "type": "uint32"
            }
          ]
        },
        "primaryType": "RevokeAll",
        "message": {
          "subject": "0xc05aa8798af32830f42d5b2c18df7f82122ca88f000daa4a489430fc0f94d273",
          "epoch": 0
        }
      },
      "passkey": {
        "challenge": "2f7v_NabXEK4awC9DeVqseeT1yyDu3diYawRt6M02OI",
        "rpId": "localhost",
        "timeout": 300000,
        "userVerification": "required",
        "allowCredentials": [
          {
            "id": "ZC7KMoJ59eEQfKc44zPuqc1AZNs8d0O5",
            "type": "public-key",
            "transports": [
              "internal",
              "hybrid"
            ]
          }
        ]
      }
    }
  },
  "postConsentsWithdrawal": {
    "body": {
      "subject": "0x4edee793f3f6b0bb18fd1aad6126a17efe501a0e9ab5713a9d2312707163a49e",
      "form": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642"
    },
    "status": 201,
    "reply": {
      "seq": 18,
      "receipt": "c2sp.org/tlog-proof@v1\nextra eyJibG9jayI6eyJoYXNoIjoiMHhlOTRmMjViMWM5YWY2OTJlMjg3ZTYzMzE4Mzc5NzEyMDI0Y2NlMTI1MzE2YWZmYTNmYTgyMDEzN2UzOTdmYWUxIiwiaGVpZ2h0IjoxMjl9LCJldmlkZW5jZSI6IjB4OTRkMDczZmYzZWY1YWI0YmQyNDhjY2FhMTViZmYwOTMxZTVhMTg5ZWJlODcyZjYwZTk1YjE5M2E0MTZjM2VmOSIsImtpbmQiOiJyZXZvY2F0aW9uIiwibGVkZ2VyIjoiZWlwMTU1OjMxMTA2MjUyMDEwNToweDBhNzkxNTZiNTc2NDkxOGFlYWJjYjY2NWIwZDViOTZmNDMxOWNjYmQiLCJsb2dJZCI6IjB4ZGY1ZDVlN2UyZWUwNTU1ZjcyNWVhZWFjYmVkZThlN2Y2ODdjMWE0MzJlMzA3NTRiMDJlMmRlMzU2N2M5NDkyMiIsIm91dGNvbWUiOiJhY2tub3dsZWRnZWQiLCJzZXEiOjE4LCJ0aW1lIjoxNzk1OTY4MTIxODg2LCJ2IjoxfQ==\nindex 18\nJW56zYJbOkaDmwogJUCXltDY+8uTcsi9gd1X/FeNI+k=\nLja/JIWeC8lKuCsZpE1dnlxYNkCWwNrmNFJ8esB0CwI=\n\ncustos/311062520105/0x0a79156b5764918aeabcb665b0d5b96f4319ccbd/0xdf5d5e7e2ee0555f725eaeacbede8e7f687c1a432e30754b02e2de3567c94922\n19\nFdkhBzjiIJCnvcxv5r9UtkT2kdBrYfwcDvMxog4AKH0=\n\n— custos/311062520105/0x0a79156b5764918aeabcb665b0d5b96f4319ccbd/0xdf5d5e7e2ee0555f725eaeacbede8e7f687c1a432e30754b02e2de3567c94922 cRG/l1Xym1AQgoUxf9YdrB5wRxCvkdnKsTflB8RfBzj2DWnKA+dWpuXA/nLXMegc5x+FbNNc+8vtQHxygpv7bvzvlAY=\n",
      "checked": true,
      "remaining": []
    }
  },
  "postDatasets": {
    "body": {
      "name": "Sample 81e6d736-7714-42cf-9337-4d0ad0a028d2"
    },
    "status": 201,
    "reply": {
      "dataset": "0x57a91dd999228a1af8605c28f6eb695aa0e392ff9a24044fc29d949597777476",
      "height": 27
    }
  },
  "postDatasetsByDatasetContent": {
    "parameters": {
      "dataset": "0x17f0009d44dd017e450b8608d13ca1d446da76970470469242bf11412ca37776"
    },
    "body": {
      "dataset": "0x17f0009d44dd017e450b8608d13ca1d446da76970470469242bf11412ca37776",
      "delivery": "download",
      "facts": {},
      "gateway": "0xd752a274dbd2a0d1c838492651f76a10e2c184d8",
      "ledger": "eip155:277593917792:0xba89b36117a59b883e0e583fba6b1e265efba69d",
      "permit": 4,
      "person": "0x5fbf6c4b5c23ae1f4493a71b7ceb222ee177af990be5021831a6c13cdde8588d",
      "purpose": 7,
      "version": 1
    },
    "status": 200
  },
  "postDatasetsByDatasetImports": {
    "parameters": {
      "dataset": "0x2a1833e1087574eb319bb2908234fff2f81884a95100bbad5969ad95bcaeb402"
    },
    "body": {
      "kind": "files",
      "upload": "e67b7942-2eee-4773-8c8f-5c244e940ff6",
      "shared": false,
      "subjects": ".custos/map.csv"
    },
    "status": 202,
    "reply": {
      "import": "afc2c4f1-4edf-4a10-b3d8-90ac594017e4",
      "dataset": "0x2a1833e1087574eb319bb2908234fff2f81884a95100bbad5969ad95bcaeb402",
      "state": "running",
      "progress": {
        "phase": "index",
        "done": 0,
        "total": 0
      }
    }
  },
  "postDatasetsByDatasetRetirement": {
    "parameters": {
      "dataset": "0x3ce53e9986d309cb476c519f8efe72b623af74b6ceb9f05cbb11a7320b0ffdfb"
    },
    "body": {
      "reason": "over"
    },
    "status": 200,
    "reply": {
      "pending": false,
      "transaction": "0x0bd930e5f7591b47e71c6a3bff608e4bbe1ffea7b47b0ddb1d18cc405a4c51a5",
      "height": 144
    }
  },
  "postDatasetsByDatasetUploads": {
    "parameters": {
      "dataset": "0x2a1833e1087574eb319bb2908234fff2f81884a95100bbad5969ad95bcaeb402"
    },
    "status": 201,
    "reply": {
      "upload": "2f2ece87-13d2-4a32-9080-01fda4aaa266",
      "dataset": "0x2a1833e1087574eb319bb2908234fff2f81884a95100bbad5969ad95bcaeb402",
      "state": "open",
      "files": 0,
      "completeFiles": 0,
      "bytes": 0,
      "arrivedBytes": 0,
      "partBytes": 4194304,
      "until": 1796067219660,
      "maxBytes": 21474836480,
      "maxFiles": 65535
    }
  },
  "postDatasetsByDatasetVersions": {
    "parameters": {
      "dataset": "0xdf22d34832a8921afa3b99b6651b0847affed1b596f06dceb30c8887ee700c4d"
    },
    "body": {
      "import": "7ba3da65-a4a7-477e-8a40-fa5ec2f94a42",
      "permission": "GRU",
      "identifiable": true
    },
    "status": 202,
    "reply": {
      "import": "7ba3da65-a4a7-477e-8a40-fa5ec2f94a42",
      "dataset": "0xdf22d34832a8921afa3b99b6651b0847affed1b596f06dceb30c8887ee700c4d",
      "state": "ready",
      "progress": {
        "phase": "seal",
        "done": 13459,
        "total": 13459
      },
      "report": {
        "files": [
          {
            "file": "Condition.ndjson",
            "bytes": 1424,
            "resources": 4
          },
          {
            "file": "DocumentReference.ndjson",
            "bytes": 1828,
            "resources": 4
          }
        ],
        "skippedFiles": [],
        "manifestGaps": [],
        "resources": 33,
        "types": {
          "Condition": 4,
          "DocumentReference": 4,
          "Encounter": 4,
          "MedicationRequest": 4,
          "Observation": 12,
          "Organization": 1,
          "Patient": 4
        },
        "patients": 4,
        "items": 25,
        "sharedItems": 1,
        "bytes": 13459,
        "shared": {
          "Organization": 1
        },
        "labelled": {
          "NOTE": 4
        },
        "restricted": 0,
        "unread": 0,
        "unlabelled": {
          "count": 0,
          "examples": []
        },
        "sharedFiles": {
          "count": 0,
          "examples": []
        },
        "quarantined": [],
        "advice": [],
        "repeated": 0,
        "superseded": {
          "count": 0,
          "examples": []
        },
        "deleted": {
          "count": 0,
          "examples": []
        },
        "servers": [],
        "releases": {},
        "records": {
          "linked": 0,
          "inactive": 0,
          "deceased": 0,
          "named": 4
        },
        "invalid": {
          "count": 0,
          "examples": []
        },
        "suppressed": {
          "patients": 0,
          "resources": 0
        },
        "identifiedBy": {
          "the id of the Patient resource": 4
        }
      },
      "volume": 1,
      "merged": [],
      "unchangedSince": null,
      "changes": null,
      "publication": {
        "state": "published",
        "progress": {
          "phase": "publish",
          "done": 4,
          "total": 4
        },
        "published": {
          "version": 1,
          "manifestRoot": "0xdebf933d3c89e790281d51b07a8b1abe2462ace3f4dcb4935e9b768a8efae4e5",
          "items": 25,
          "shared": 1,
          "subjects": 4,
          "taken": 0,
          "warnings": [],
          "transaction": "0xbf17f0ae9e82b307ba622880e212690ba8288768def50bc32c21f61cb2c84ee3",
          "height": 28
        }
      }
    }
  },
  "postDatasetsByDatasetVersionsByVersionSupersession": {
    "parameters": {
      "dataset": "0x3ce53e9986d309cb476c519f8efe72b623af74b6ceb9f05cbb11a7320b0ffdfb",
      "version": 1
    },
    "body": {
      "reason": "over"
    },
    "status": 200,
    "reply": {
      "pending": false,
      "transaction": "0x5f53c838fc8891c89f1bf66fed97ab2952a3438e436313548931aed82d03a4a0",
      "height": 143
    }
  },
  "postFormsIncompleteByIdCompletion": {
    "parameters": {
      "id": "0x283f3f7e9576355dcacdfbd911a329de7f36869044701961fa7e73ce767ba866"
    },
    "body": {
      "asked": "visit",
      "signed": true,
      "signedOn": "2026-02-28",
      "explainedBy": "Dr Reis",
      "identifiable": false,
      "aiTraining": "no",
      "commercial": "no",
      "transferAbroad": "no"
    },
    "status": 201,
    "reply": {
      "grant": "0x023584e6c8aba58f6bd6c421a0b6d096a6214b624355f0d83f46a681b1f13b87",
      "stood": false
    }
  },
  "postFormsIncompleteByIdDisposal": {
    "parameters": {
      "id": "0x59e5f395337880d1ab5068a8adaced1e2981c0f4649c2efa83895c7cfb53cf7e"
    },
    "body": {
      "reason": "The patient does not want it."
    },
    "status": 200,
    "reply": {
      "form": "0x1cb1638da63339e040d90c80c6cead9c8214d21cf31f2c575ca9fe06b8a9992c",
      "permission": "HMB",
      "fromSeconds": 1795965630,
      "untilSeconds": 1796052030,
      "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
      "futureMembers": false,
      "id": "0x59e5f395337880d1ab5068a8adaced1e2981c0f4649c2efa83895c7cfb53cf7e",
      "state": "discarded",
      "faults": [
        "not-signed",
        "not-dated"
      ],
      "subject": "0xbb7c83d0ccc7cae33efca91f6f5edc9aa9046b5dc6c27dd09a71cdf1d8f8c615",
      "modifiers": [],
      "excluded": [],
      "checklist": {},
      "by": {
        "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
        "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
      },
      "at": 1795965630290,
      "scan": {
        "mediaType": "application/pdf",
        "bytes": 14
      },
      "discarded": {
        "reason": "The patient does not want it.",
        "by": {
          "member": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7",
          "account": "0x93f186fc030711fffc5ca19a0953f5f4be90a5a7"
        },
        "at": 1795965630690
      }
    }
  },
  "postGroups": {
    "body": {
      "name": "Cohort to come",
      "salt": "0xc4724c239492daeb5b6a9c6e12c91add86bf71eced62c64879a0909fdae7e8a1"
    },
    "status": 201,
    "reply": {
      "group": "0xada8216d141a9c33190902b256e1e1003bcff33e1f301086b4b465da1c4f64f6",
      "steward": "0x9cca25baffac19812ae95a206342ff7b49f372a8",
      "label": "0x8917246c695c93582429474b9bd8ba60160b57203499f39198a0a6694b5779fc",
      "createdAt": 1795968144,
      "name": "Cohort to come",
      "salt": "0xc4724c239492daeb5b6a9c6e12c91add86bf71eced62c64879a0909fdae7e8a1",
      "members": []
    }
  },
  "postInvitations": {
    "body": {
      "invitations": [
        {
          "subject": "0xfa2d0d7d0f8029c19edd30b820bb2c7eaadc6dd1cac3adbe01ec82b0d45a94b7",
          "identification": "passport of the mother"
        },
        {
          "subject": "0xc279130a92aea987475c2d17f2d99fb00ac7502917f889abb1d387ccb2f6db42",
          "identification": "passport of the mother",
          "guardian": {
            "as": "parent",
            "document": "0x1212121212121212121212121212121212121212121212121212121212121212"
          }
        }
      ]
    },
    "status": 201,
    "reply": {
      "invitations": [
        {
          "subject": "0xfa2d0d7d0f8029c19edd30b820bb2c7eaadc6dd1cac3adbe01ec82b0d45a94b7",
          "code": "2C2QRRTNGSAPVIBABJ2MZJUDNE",
          "expires": 1798624174621
        },
        {
          "subject": "0xc279130a92aea987475c2d17f2d99fb00ac7502917f889abb1d387ccb2f6db42",
          "code": "UMXVMQBVLUV46E446CMUOKHCKW",
          "expires": 1798624174621
        }
      ]
    }
  },
  "postInvitationsRenewal": {
    "body": {
      "invitations": [
        "3373dec996dd5e8b0186459c39a336f3b9b5fb165c598f287e98ede1dec30ad3",
        "b7306e2ed87d6234280cd78246d645b73feffd5cd991d1275aa58ea480619cbc"
      ]
    },
    "status": 201,
    "reply": {
      "invitations": [
        {
          "subject": "0x44b2bf7c162ad5feb9bf673c61bbc94bcec812c389dd1b5031561ba43ed9218c",
          "code": "XC245W53L7E7QT7ZSTZMDXVRRJ",
          "expires": 1798560412563
        },
        {
          "subject": "0x1f85ad8e0b3abd97f5957d5c5d2fcc88606a0dd451bc507b712d008ef8449b20",
          "code": "BH32BT7QUYCFS3U5N6H7SGHIUK",
          "expires": 1798560412563
        }
      ]
    }
  },
  "postLedgerRpc": {
    "body": [
      {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "eth_getBlockByNumber",
        "params": [
          "0x0",
          false
        ]
      },
      {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "eth_getBlockByNumber",
        "params": [
          "0x0",
          false
        ]
      }
    ],
    "status": 200,
    "reply": [
      {
        "jsonrpc": "2.0",
        "id": 1,
        "result": {
          "number": "0x0",
          "hash": "0x76f2f6ccd140e26c99e329ba1a7302ec5bdd9b6cfe76598d791598a2285932b9",
          "parentHash": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "nonce": "0x0000000000000000",
          "mixHash": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "sha3Uncles": "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",
          "logsBloom": "0x00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
          "transactionsRoot": "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
          "stateRoot": "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
          "receiptsRoot": "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
          "miner": "0x07ae7887e61d4544b9aa25f961e5150f8c33e8dd",
          "difficulty": "0x0",
          "totalDifficulty": "0x0",
          "extraData": "0x637573746f730000000000000000000000000000000000000000000000000000e9497f601fc528221060f986e6cd2ad9cdb9055426dd574d9c7d28f2467809420bbc52a79529f90bc2e685eab5d78239013f11b2915d141b520a238e7935e65900",
          "size": "0x2a3",
          "gasLimit": "0x1dcd6500",
          "gasUsed": "0x0",
          "timestamp": "0x6b0c4f4a",
          "baseFeePerGas": "0x0",
          "withdrawalsRoot": "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
          "withdrawals": [],
          "blobGasUsed": "0x0",
          "excessBlobGas": "0x0",
          "parentBeaconBlockRoot": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "uncles": [],
          "transactions": []
        }
      },
      {
        "jsonrpc": "2.0",
        "id": 2,
        "result": {
          "number": "0x0",
          "hash": "0x76f2f6ccd140e26c99e329ba1a7302ec5bdd9b6cfe76598d791598a2285932b9",
          "parentHash": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "nonce": "0x0000000000000000",
          "mixHash": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "sha3Uncles": "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",
          "logsBloom": "0x00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
          "transactionsRoot": "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
          "stateRoot": "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
          "receiptsRoot": "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
          "miner": "0x07ae7887e61d4544b9aa25f961e5150f8c33e8dd",
          "difficulty": "0x0",
          "totalDifficulty": "0x0",
          "extraData": "0x637573746f730000000000000000000000000000000000000000000000000000e9497f601fc528221060f986e6cd2ad9cdb9055426dd574d9c7d28f2467809420bbc52a79529f90bc2e685eab5d78239013f11b2915d141b520a238e7935e65900",
          "size": "0x2a3",
          "gasLimit": "0x1dcd6500",
          "gasUsed": "0x0",
          "timestamp": "0x6b0c4f4a",
          "baseFeePerGas": "0x0",
          "withdrawalsRoot": "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
          "withdrawals": [],
          "blobGasUsed": "0x0",
          "excessBlobGas": "0x0",
          "parentBeaconBlockRoot": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "uncles": [],
          "transactions": []
        }
      }
    ]
  },
  "postMeData": {
    "body": {
      "dataset": "0xdf22d34832a8921afa3b99b6651b0847affed1b596f06dceb30c8887ee700c4d",
      "delivery": "download",
      "facts": {
        "commercial": false
      },
      "gateway": "0xe4c3cbc0c12fe2d38d9fe0de54a43b91e864ada6",
      "ledger": "eip155:365742355091:0x36bc594e307459bbbad2822c4ceb206e29da59b3",
      "version": 1
    },
    "status": 200
  },
  "postMePasskeys": {
    "body": {
      "registration": {
        "id": "dr15E6DYdnGjFb9T8mfQ9RITJQ0Ty7DN",
        "rawId": "dr15E6DYdnGjFb9T8mfQ9RITJQ0Ty7DN",
        "type": "public-key",
        "response": {
          "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiNHB3LXZPVUJDWDJuRl90dWdYaHlqMlFaYWx4Q18zR2YzWks3a1M4ZEhuYyIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6MjUxMjMiLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
          "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVicSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAAAAAAAAAAAAAAAAAAAAAAAAGHa9eROg2HZxoxW_U_Jn0PUSEyUNE8uwzaUBAgMmIAEhWCAb9LUD4rCQfWrQhX1GJ4K02IfCMwZoKQQiS99pNuMppCJYINLqrF6M0M4sa6mfAdJi1FmJw_NrFETQaJKqICXOYTFW",
          "transports": [
            "internal",
            "hybrid"
          ]
        },
        "clientExtensionResults": {}
      },
      "name": "key ring"
    },
    "status": 201,
    "reply": {
      "passkeys": [
        {
          "credential": "8WnhIg1OyFT7TokLPlBOsUUqVUrD2IB4",
          "name": "telephone",
          "created": 1795966004109,
          "used": 1795966004512
        },
        {
          "credential": "dr15E6DYdnGjFb9T8mfQ9RITJQ0Ty7DN",
          "name": "key ring",
          "created": 1795966004955
        }
      ]
    }
  },
  "postMePasskeysOptions": {
    "status": 200,
    "reply": {
      "challenge": "4pw-vOUBCX2nF_tugXhyj2QZalxC_3Gf3ZK7kS8dHnc",
      "rp": {
        "id": "localhost",
        "name": "Custos"
      },
      "user": {
        "id": "Z5cHTwDr0EH1AQaDU6nrx55X--BYrLU3Zhc7sCEkcbc",
        "name": "Person 42",
        "displayName": "Person 42"
      },
      "pubKeyCredParams": [
        {
          "type": "public-key",
          "alg": -7
        }
      ],
      "timeout": 300000,
      "attestation": "none",
      "authenticatorSelection": {
        "residentKey": "required",
        "userVerification": "required"
      },
      "excludeCredentials": [
        {
          "id": "8WnhIg1OyFT7TokLPlBOsUUqVUrD2IB4",
          "type": "public-key",
          "transports": [
            "internal",
            "hybrid"
          ]
        }
      ]
    }
  },
  "postMeSigners": {
    "body": {
      "signer": "0x5c5fe7020937898cf48acdbfe85a51bd904c1da7",
      "kind": "guardian",
      "until": 1830297599,
      "nonce": 0,
      "deadline": 1795970703,
      "signature": "0xd90bdee6e7eab0342142f8c6b04e3d74b82391646ba3658d19564cb6a6849c3f522e96c4dce75829e0e15f0009e0f3ea33bfc8072d5e3fa47e1de70d05589c401b",
      "by": "0xabd020a770c8e1c1da3bee37ec5cb37cabe72251e45a38db7cd99470a8e1a50b097f9299d289ccd18f7347cc2bfb17230ad343bef60a67a5b220ee7fb2e083840000000000000000000000000000000000000000000000000000000000000017000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000c00000000000000000000000000000000000000000000000000000000000000120000000000000000000000000000000000000000000000000000000000000002549960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763050000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000877b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a22635872626f557a776d4170673268456d6356614c6e6e507a744279733761742d43675336697256545f5277222c226f726967696e223a22687474703a2f2f6c6f63616c686f73743a3133383432222c2263726f73734f726967696e223a66616c73657d00000000000000000000000000000000000000000000000000"
    },
    "status": 201,
    "reply": {
      "signer": "0x5c5fe7020937898cf48acdbfe85a51bd904c1da7",
      "kind": "guardian",
      "from": 1795967107,
      "height": 197
    }
  },
  "postMeSignersCancellation": {
    "body": {
      "signer": "0xd6b4fedf1d72fe825f9e035aa309567036f675d55c9c3ed92db000edc3520de8",
      "signature": "0x9a98348c23bf63298ef07a5ed2d9ff0c4b656202e2dc68e9de13c1f262459f4564d2ab97c34eba291d1d94f14774cb0950f4aff742be1d81a2d92a4de90d63eb0000000000000000000000000000000000000000000000000000000000000017000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000c00000000000000000000000000000000000000000000000000000000000000120000000000000000000000000000000000000000000000000000000000000002549960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763050000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000877b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a227573446a44677636452d4b33623642646d55335f526157474f73686b2d63417751666e4150617050594d30222c226f726967696e223a22687474703a2f2f6c6f63616c686f73743a3133383432222c2263726f73734f726967696e223a66616c73657d00000000000000000000000000000000000000000000000000"
    },
    "status": 200,
    "reply": {
      "height": 245
    }
  },
  "postMeSignersKeeping": {
    "body": {
      "signer": "0x7c01f6081c5cb80c0b88d4d237265dc4fb6855c8ac1adde37ad8e8b0e7201ad1",
      "signature": "0x49566a2506151c29d02e8f908fe15701a12ef4758e6fa7b96ca2a7e910e96aab1ddf5f08bf4c74c0a3ac423ab5129d3caa692e478a8fc7683042ff1311bc12051c"
    },
    "status": 200,
    "reply": {
      "height": 92
    }
  },
  "postMeSignersKeepingPrepare": {
    "body": {
      "signer": "0x7c01f6081c5cb80c0b88d4d237265dc4fb6855c8ac1adde37ad8e8b0e7201ad1"
    },
    "status": 200,
    "reply": {
      "typedData": {
        "domain": {
          "name": "Custos",
          "version": "1",
          "chainId": 227311739117,
          "verifyingContract": "0x65ef8a1dea7101f52e25ab728fcfb5424508a923"
        },
        "types": {
          "EIP712Domain": [
            {
              "name": "name",
              "type": "string"
            },
            {
              "name": "version",
              "type": "string"
            }
          ],
          "KeepSigner": [
            {
              "name": "subject",
              "type": "bytes32"
            },
            {
              "name": "signer",
              "type": "bytes32"
            }
          ]
        },
        "primaryType": "KeepSigner",
        "message": {
          "subject": "0xd27a5e86bda2a390974e729ec7045e83d416ab2064ee3a202524b6aef707d0b3",
          "signer": "0x7c01f6081c5cb80c0b88d4d237265dc4fb6855c8ac1adde37ad8e8b0e7201ad1",
          "leavesAt": 1796226694
        }
      }
    }
  },
  "postMeSignersOptions": {
    "body": {},
    "status": 200,
    "reply": {
      "challenge": "zLy-5YRI75cvHIQdfPKdOpjew1DcjVrZQp-ciqwI4ZE",
      "rp": {
        "id": "localhost",
        "name": "Custos"
      },
      "user": {
        "id": "Urm-2WYn7IZSK4cUtqeeDUafHDqtrdqohCXIi0vJufM",
        "name": "Custos",
        "displayName": "Custos"
      },
      "pubKeyCredParams": [
        {
          "type": "public-key",
          "alg": -7
        }
      ],
      "timeout": 300000,
      "attestation": "none",
      "authenticatorSelection": {
        "residentKey": "required",
        "userVerification": "required"
      },
      "excludeCredentials": [
        {
          "id": "DN3_5R6oSGzAhzPkBp3T_JXGFToNIQ7-",
          "type": "public-key",
          "transports": [
            "internal",
            "hybrid"
          ]
        },
        {
          "id": "XOhS_-ze7z__F7AhAWX9PWi2DQEjn1JX",
          "type": "public-key",
          "transports": [
            "internal",
            "hybrid"
          ]
        }
      ]
    }
  },
  "postMeSignersPrepare": {
    "body": {
      "registration": {
        "id": "4KMfSiP4IKyXF4j2_N9HxVR-N7oBzVuY",
        "rawId": "4KMfSiP4IKyXF4j2_N9HxVR-N7oBzVuY",
        "type": "public-key",
        "response": {
          "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoidkNiWHNGMDJFNHhvYVEzN2VfdlZvLUxpZGQwMlNDN1Qxb3hxejlwS2xMQSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6MTM4NDIiLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
          "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVicSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAAAAAAAAAAAAAAAAAAAAAAAAGOCjH0oj-CCslxeI9vzfR8VUfje6Ac1bmKUBAgMmIAEhWCDUzi-9Hmc080hg1nBdKxkp7Xt-RrI-G1pXZWAB5ejzpCJYIJ1B4NzBynJmV5K2B-mteXDFgm2pbhKuGMm0zUBCFQUQ",
          "transports": [
            "internal",
            "hybrid"
          ]
        },
        "clientExtensionResults": {}
      },
      "name": "Grandmother",
      "kind": "guardian",
      "until": 1830297599
    },
    "status": 200,
    "reply": {
      "signer": "0x0bad7c343d4c94ea6ec3cb60375ef1a43c696887d4ce2fbd1e6734f34860d6705d2b1929ed7b7e46b23e1b5a57656001e5e8f3a49d41e0dcc1ca72665792b607e9ad7970c5826da96e12ae18c9b4cd404215051049960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763",
      "kind": "guardian",
      "nonce": 1,
      "deadline": 1795970709,
      "typedData": {
        "domain": {
          "name": "Custos",
          "version": "1",
          "chainId": 140295395367,
          "verifyingContract": "0xdc879a5e32380216f8b210435a6f6741a9c93063"
        },
        "types": {
          "EIP712Domain": [
            {
              "name": "name",
              "type": "string"
            },
            {
              "name": "version",
              "type": "string"
            }
          ],
          "AddSigner": [
            {
              "name": "subject",
              "type": "bytes32"
            },
            {
              "name": "signer",
              "type": "bytes"
            }
          ]
        },
        "primaryType": "AddSigner",
        "message": {
          "subject": "0x3f0836fbed52ab279864a0a3ed05afc5bf3360a99b9e8a18ee74d379b1cd829b",
          "signer": "0x0bad7c343d4c94ea6ec3cb60375ef1a43c696887d4ce2fbd1e6734f34860d6705d2b1929ed7b7e46b23e1b5a57656001e5e8f3a49d41e0dcc1ca72665792b607e9ad7970c5826da96e12ae18c9b4cd404215051049960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763",
          "kind": 2,
          "from": 0,
          "until": 1830297599,
          "nonce": 1,
          "deadline": 1795970709
        }
      },
      "passkey": {
        "challenge": "pbxPJ6HpHhyhRvKWmq7Ix4dy5TRXNshjFVJKQ6rkh7A",
        "rpId": "localhost",
        "timeout": 300000,
        "userVerification": "required",
        "allowCredentials": [
          {
            "id": "m-jAYKiPSks1upj-VNUs_aj5twr1J046",
            "type": "public-key",
            "transports": [
              "internal",
              "hybrid"
            ]
          }
        ]
      },
      "newPasskey": {
        "challenge": "pbxPJ6HpHhyhRvKWmq7Ix4dy5TRXNshjFVJKQ6rkh7A",
        "rpId": "localhost",
        "timeout": 300000,
        "userVerification": "required",
        "allowCredentials": [
          {
            "id": "4KMfSiP4IKyXF4j2_N9HxVR-N7oBzVuY",
            "type": "public-key",
            "transports": [
              "internal",
              "hybrid"
            ]
          }
        ]
      }
    }
  },
  "postMeSignersRemoval": {
    "body": {
      "signer": "0xdf96e8f7f79c94a7ba294c21c147cba84145549fe78978b87be628920681d356",
      "signature": "0x40ea823c5ddff3592ca0bd7840311fdc94f0fd6fb1f74c69455302166c19e23c2d0330f89dcde80c238c169a9ff63a04f9119c705ade01410f90c4216c6d95d30000000000000000000000000000000000000000000000000000000000000017000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000c00000000000000000000000000000000000000000000000000000000000000120000000000000000000000000000000000000000000000000000000000000002549960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763050000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000877b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a2235783558757372444d6347565f4b3576557575454e673257646e64777a6f37356f2d745158506f72573934222c226f726967696e223a22687474703a2f2f6c6f63616c686f73743a3133383432222c2263726f73734f726967696e223a66616c73657d00000000000000000000000000000000000000000000000000"
    },
    "status": 200,
    "reply": {
      "height": 303
    }
  },
  "postNarrowing": {
    "body": {
      "attempt": "0x4c547c1a5a4d68cb1e7d9a4d757a277164314aff272c81f59af00d72295bab95",
      "code": "5JBD4PXL",
      "act": "withdraw-all"
    },
    "status": 201,
    "reply": {
      "seq": 1,
      "receipt": "c2sp.org/tlog-proof@v1\nextra eyJibG9jayI6eyJoYXNoIjoiMHhmY2EyNzkxN2JhMDI3ZGQ1ODM3ZTg1OTkxOGVmZTU4MDg4YmEyYTFmOGU5NGUyYjZhNGIxNjg1MTk5OTFmYmYxIiwiaGVpZ2h0Ijo2N30sImV2aWRlbmNlIjoiMHhmNDI2Y2JkOGE4NDA4ZTBkMWY4Yzk0ZDYwYmMyMzFkYTdjYjZhZWM3OTE0M2RmZmViZDE1Y2U3MDE1ZTM2NGUyIiwia2luZCI6InJldm9jYXRpb24iLCJsZWRnZXIiOiJlaXAxNTU6MzI5MDg5NTQ5OTE3OjB4NjE3ZjUwMWE5Mzk3Yzk3YTdkYzNjYTAzODE2ZjdlNjJiNjZlZWQxMCIsImxvZ0lkIjoiMHgzNzQwZWZlODcwYTQ0YmQyMzVhYWM5ZjYwNWE3NDRjZjY0NDA5YTg3NzI1M2FkZjdmYWUyMzVmZDA0YzM5NmZhIiwib3V0Y29tZSI6ImFja25vd2xlZGdlZCIsInNlcSI6MSwidGltZSI6MTc5NTk2ODM4MDgxNiwidiI6MX0=\nindex 1\nPJOoyQ89qy8zo0pfRsjLEc78QONIClNaYo7+eb0CLzk=\n\ncustos/329089549917/0x617f501a9397c97a7dc3ca03816f7e62b66eed10/0x3740efe870a44bd235aac9f605a744cf64409a877253adf7fae235fd04c396fa\n2\nkf4CxFxkqbFjj4bd7otCEjegrWkLEc5eEq/Iqif3ks0=\n\n— custos/329089549917/0x617f501a9397c97a7dc3ca03816f7e62b66eed10/0x3740efe870a44bd235aac9f605a744cf64409a877253adf7fae235fd04c396fa xkBS1LCkYfT4LwgPFvw+M4v6ZaM1HAYCPGIofoMeFyUBNeGfFLpS5LV7krrUfZraAQm+GAUfpUeyQ9Mwi8kojQxOtgg=\n"
    }
  },
  "postNarrowingCodes": {
    "body": {
      "identifier": "urn:mrn|paper-10"
    },
    "status": 202,
    "reply": {
      "attempt": "0x26702834682c9daf5455ee8210f3261371c3b11a4df59d9ff24fe56b20d678a6",
      "expires": 1795996413943,
      "detail": "If the hospital knows this person and has an e-mail address on file, a code is on its way there. Where several were asked for lately, none may come: the newest one there is good, then. It is good once, for 15 minutes from now. Letters take days, so that no code goes by post. If you find none, call the hospital: it stops the use of data by telephone, too."
    }
  },
  "postOptIn": {
    "body": {
      "level": "none",
      "deadline": 1795970641,
      "signature": "0x680a55bcdf490cab69c9e2298be2157ba9a97375f9c561ad1de13303e14c680369b7a8094afa5c5d9b819e83f202847f71428e910e052c0d331292afa44fe0c40000000000000000000000000000000000000000000000000000000000000017000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000c00000000000000000000000000000000000000000000000000000000000000120000000000000000000000000000000000000000000000000000000000000002549960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763050000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000877b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a225f6156303863484961386a442d6631776b3232464c2d6864705943455162516e59504a4d62556833563259222c226f726967696e223a22687474703a2f2f6c6f63616c686f73743a3133383432222c2263726f73734f726967696e223a66616c73657d00000000000000000000000000000000000000000000000000"
    },
    "status": 200,
    "reply": {
      "transaction": "0x3e2bdd5260d03e6feddfb2939ce5f2987f358b789aa729a967597ead0f1a81e4",
      "height": 136,
      "optOut": "none",
      "stage": "none",
      "pending": []
    }
  },
  "postOptInPrepare": {
    "body": {
      "level": "none"
    },
    "status": 200,
    "reply": {
      "deadline": 1795970641,
      "typedData": {
        "domain": {
          "name": "Custos",
          "version": "1",
          "chainId": 140295395367,
          "verifyingContract": "0xdc879a5e32380216f8b210435a6f6741a9c93063"
        },
        "types": {
          "EIP712Domain": [
            {
              "name": "name",
              "type": "string"
            },
            {
              "name": "version",
              "type": "string"
            }
          ],
          "OptIn": [
            {
              "name": "subject",
              "type": "bytes32"
            },
            {
              "name": "from",
              "type": "uint8"
            }
          ]
        },
        "primaryType": "OptIn",
        "message": {
          "subject": "0x1baca624f5dac0b833873427c32ca7dbc39ef922b25ff56f58759365582b3448",
          "from": 2,
          "level": 0,
          "turn": 0,
          "deadline": 1795970641
        }
      },
      "passkey": {
        "challenge": "_aV08cHIa8jD-f1wk22FL-hdpYCEQbQnYPJMbUh3V2Y",
        "rpId": "localhost",
        "timeout": 300000,
        "userVerification": "required",
        "allowCredentials": [
          {
            "id": "RARX1TEnHhQ827HFK5qQ0e85Fk7vUft3",
            "type": "public-key",
            "transports": [
              "internal",
              "hybrid"
            ]
          }
        ]
      }
    }
  },
  "postOptOut": {
    "body": {
      "level": "research",
      "turn": 0,
      "signature": "0xbd5368f65d26a29e81c308675bc97490e0b7a954b23c00e74e434355412f3fc04155a27723011b9d57b42ed4eb5dee92b274cafe6f2db10080257d5736bfb2830000000000000000000000000000000000000000000000000000000000000017000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000c00000000000000000000000000000000000000000000000000000000000000120000000000000000000000000000000000000000000000000000000000000002549960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763050000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000877b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a226667704d6c57766e6c6a72376a5a74586f315f347058366e6874387a68557072325a2d733364457861466b222c226f726967696e223a22687474703a2f2f6c6f63616c686f73743a3133383432222c2263726f73734f726967696e223a66616c73657d00000000000000000000000000000000000000000000000000"
    },
    "status": 201,
    "reply": {
      "seq": 14,
      "receipt": "c2sp.org/tlog-proof@v1\nextra eyJibG9jayI6eyJoYXNoIjoiMHg4ZTg0OGQxZThlZjU1NGFmMzUzMzJjODljYWFhOGQzZDlmNmRkZDcyOTFlOGZkMTY5OTZjOGZjZTRiYTk4MDY3IiwiaGVpZ2h0IjozNDB9LCJldmlkZW5jZSI6IjB4ZDQ2MzQ1NjU2NDNjYjdlMGE0ODZhZjAzN2Q5ZWJmNTRiNjZlZThjMTJlMDg5YTk0ZmU4NjU2NmNmMzYxY2FmOCIsImtpbmQiOiJyZXZvY2F0aW9uIiwibGVkZ2VyIjoiZWlwMTU1OjE0MDI5NTM5NTM2NzoweDg1MDI1Njk3NzAyYTkxNzcxYjJmN2RjODRmNzhiOTY0OWViODQxMTgiLCJsb2dJZCI6IjB4NDJhY2E0Nzg3NTliZDMxMGU3YTc5NTJiNTM3NWJhNjhjMWFmZWNjNDZlOTNiMDRhM2FlYTdlZDg2MGVlY2Y5ZCIsIm91dGNvbWUiOiJhY2tub3dsZWRnZWQiLCJzZXEiOjE0LCJ0aW1lIjoxNzk1OTY3MjYzMTA5LCJ2IjoxfQ==\nindex 14\nRLHgx1yCvJhyQytnP4uMBBkr+PiB0yLnrpcXktLKKGE=\nCMTj0GU1NBoD7iqKkgr6CIdx0SqSQv7gLdNdhR243Fg=\n9YvTcUj4fMX57pjRYKH5b4T/GVVkXB9anDa0mIoeLkk=\n\ncustos/140295395367/0x85025697702a91771b2f7dc84f78b9649eb84118/0x42aca478759bd310e7a7952b5375ba68c1afecc46e93b04a3aea7ed860eecf9d\n15\nGIPofpM8E7tIdJ9qjM7xJJgBIBzh7h8wx1Q6IAm6AhI=\n\n— custos/140295395367/0x85025697702a91771b2f7dc84f78b9649eb84118/0x42aca478759bd310e7a7952b5375ba68c1afecc46e93b04a3aea7ed860eecf9d URaW2vH/Hf80fSugU9uLTJg+4NKxFQf4lY/+KG/0YIzEncUcTNfq2FAMK6Tg27wFVsK6ezRExXfdJEGkND/oeriK2wM=\n",
      "checked": true,
      "remaining": []
    }
  },
  "postOptOutPrepare": {
    "body": {
      "level": "research"
    },
    "status": 200,
    "reply": {
      "turn": 0,
      "typedData": {
        "domain": {
          "name": "Custos",
          "version": "1",
          "chainId": 140295395367,
          "verifyingContract": "0xdc879a5e32380216f8b210435a6f6741a9c93063"
        },
        "types": {
          "EIP712Domain": [
            {
              "name": "name",
              "type": "string"
            },
            {
              "name": "version",
              "type": "string"
            }
          ],
          "OptOut": [
            {
              "name": "subject",
              "type": "bytes32"
            },
            {
              "name": "level",
              "type": "uint8"
            }
          ]
        },
        "primaryType": "OptOut",
        "message": {
          "subject": "0xbad709776ebb420e66a8e7f8cff8fc840096a3fcbd589436c2cbe7a77efc9dd8",
          "level": 1,
          "turn": 0
        }
      },
      "passkey": {
        "challenge": "HpSKWN3hhPQznUWm9Vx8m4lOmbUl0uO1fcwzC0JKJP4",
        "rpId": "localhost",
        "timeout": 300000,
        "userVerification": "required",
        "allowCredentials": [
          {
            "id": "HeE96Hv4cXyD5ZZChhwDqO3ZsWB2NC3D",
            "type": "public-key",
            "transports": [
              "internal",
              "hybrid"
            ]
          }
        ]
      }
    }
  },
  "postPasskeysOptions": {
    "body": {
      "code": "BCTM652BZYT7WO4OKWMMYOH3TE",
      "name": "Mia"
    },
    "status": 200,
    "reply": {
      "challenge": "YO_Rp8Ex_6C7t9eqtIYM0Mw362DTTCMNihFgW7RoFXU",
      "rp": {
        "id": "localhost",
        "name": "Custos"
      },
      "user": {
        "id": "-jmwkn-rXnu10xMmratiIhNYBHKtS49WNRWT-zP97YM",
        "name": "Mia",
        "displayName": "Mia"
      },
      "pubKeyCredParams": [
        {
          "type": "public-key",
          "alg": -7
        }
      ],
      "timeout": 300000,
      "attestation": "none",
      "authenticatorSelection": {
        "residentKey": "required",
        "userVerification": "required"
      },
      "excludeCredentials": []
    }
  },
  "postPause": {
    "body": {
      "until": 1795969993,
      "turn": 0,
      "signature": "0xdd4403ff6c1b206dca202f44f903f7801bf0cf0011f22325a52ceaee894cdf7f3d127c582c4d1e9fa3c7ebbb8e9ad143990e47cf61a5945195a8525dbdfbc60b1b"
    },
    "status": 201,
    "reply": {
      "seq": 3,
      "receipt": "c2sp.org/tlog-proof@v1\nextra eyJibG9jayI6eyJoYXNoIjoiMHgyZjEwZDRjYmI1MjU1ZjQxYTYxNDk0MzczMWIyOTBmNzcyNDAyYmMyOWY4YzdkNWQwNDRkODUxYzEyMjQ2ZWM2IiwiaGVpZ2h0Ijo1M30sImV2aWRlbmNlIjoiMHhmZmRmYzA4YTRjMThkY2QwZGM3NDA2YWM1NDRkMWRkNTYyNDQzOTk0NzJmNzNlNzM0NmIzOTM3ZDBlODYwMzhkIiwia2luZCI6InJldm9jYXRpb24iLCJsZWRnZXIiOiJlaXAxNTU6NDc2MjUyNzYwODkyOjB4YzEzYTA1OTBlYWJjMDllMWJiNmQ0OTdjZTZhYzI3ZDYwZGQ2M2IzYSIsImxvZ0lkIjoiMHhjYWI1MDU3ZWVhZjJlNjdkODgwZmUyNTdjZjljMzRlZTRiZGY4YTU4OTM1NjQ0NWJjYjcxNzUzNTMyOTlmOGRlIiwib3V0Y29tZSI6ImFja25vd2xlZGdlZCIsInNlcSI6MywidGltZSI6MTc5NTk2NjM5Mzg1NiwidiI6MX0=\nindex 3\n+NcG2VJKQfksqnoOPaQuODYKCmSXfOgfclHMs9qUT2s=\n80QQ2BnyzsCgaP1Hn9BPWcFLeLEuvOi267I3r8CEEsw=\n\ncustos/476252760892/0xc13a0590eabc09e1bb6d497ce6ac27d60dd63b3a/0xcab5057eeaf2e67d880fe257cf9c34ee4bdf8a589356445bcb7175353299f8de\n4\nbcqCB7jjKd+ls2WRJ8ja+RLr5cdJiN7F1pXcq6oWFo4=\n\n— custos/476252760892/0xc13a0590eabc09e1bb6d497ce6ac27d60dd63b3a/0xcab5057eeaf2e67d880fe257cf9c34ee4bdf8a589356445bcb7175353299f8de lycX+2zqVa6Dfb70w1xl2ZHFihAf5m8/cLH0k9NgTLCB808GnPVRo+0l22kE3itcSRt/UTaxq5gUhQ3XOIddS25EQAg=\n",
      "checked": true,
      "remaining": [
        {
          "grant": "0x012200473539ab8dffe7c07093e4b2b40e6a7f0b7d0eacf77d74e397fa28692a",
          "subject": "0x7f1855b62272a60b58c2c7f8806125ccb33b0d89a3ac7e3a024e1f28334edd04",
          "kind": "self",
          "grantedAt": 1795966385,
          "revoked": false,
          "revokedAt": 0,
          "kept": false,
          "withdrawn": false,
          "active": true,
          "awaitsAnswer": false,
          "permission": "HMB",
          "modifiers": [],
          "grantee": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "dataset": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "from": 1795966324,
          "until": 1796052784,
          "excluded": 0,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "identifiable": true,
          "futureMembers": false
        }
      ]
    }
  },
  "postPausePrepare": {
    "body": {
      "until": 1796053685
    },
    "status": 200,
    "reply": {
      "turn": 0,
      "typedData": {
        "domain": {
          "name": "Custos",
          "version": "1",
          "chainId": 140295395367,
          "verifyingContract": "0xdc879a5e32380216f8b210435a6f6741a9c93063"
        },
        "types": {
          "EIP712Domain": [
            {
              "name": "name",
              "type": "string"
            },
            {
              "name": "version",
              "type": "string"
            }
          ],
          "Pause": [
            {
              "name": "subject",
              "type": "bytes32"
            },
            {
              "name": "until",
              "type": "uint40"
            }
          ]
        },
        "primaryType": "Pause",
        "message": {
          "subject": "0xc05aa8798af32830f42d5b2c18df7f82122ca88f000daa4a489430fc0f94d273",
          "until": 1796053685,
          "turn": 0
        }
      },
      "passkey": {
        "challenge": "P5Qf7Zw-YyiINsW3QCNZAevXx9JMFejklx3QChEiZKE",
        "rpId": "localhost",
        "timeout": 300000,
        "userVerification": "required",
        "allowCredentials": [
          {
            "id": "ZC7KMoJ59eEQfKc44zPuqc1AZNs8d0O5",
            "type": "public-key",
            "transports": [
              "internal",
              "hybrid"
            ]
          }
        ]
      }
    }
  },
  "postPermits": {
    "body": {
      "requester": "0xeedfcaa61d152bde9f27185784af2304803d5e92",
      "dataset": "0x5187224212d150a9c3cbaaf5ba742a186093e5cfba248ddd3f5277cdb1f9c28b",
      "purpose": 7,
      "fromSeconds": 1795967061,
      "untilSeconds": 1796053521,
      "identifiable": true
    },
    "status": 201,
    "reply": {
      "permit": 3,
      "warnings": [
        "Permit 1 allows the same, until 2026-11-30 15:45 UTC: to end this use, revoke both.",
        "Permit 2 allows the same, until 2026-11-30 15:45 UTC: to end this use, revoke both."
      ],
      "transaction": "0xfab0d7220e212db9866267e68496b57ae55345f0089d9d63c8c2a5da0e976abb",
      "height": 204
    }
  },
  "postPermitsByPermitRevocation": {
    "parameters": {
      "permit": 1
    },
    "body": {
      "reason": "over"
    },
    "status": 200,
    "reply": {
      "pending": false,
      "transaction": "0x0af4828fb8dfe114686adec07c2c892e1809cc2b2e9bb9fd291ad5912b6b4083",
      "height": 133
    }
  },
  "postPseudonymsFind": {
    "body": {
      "beginnings": [
        "0x8629e216",
        "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      ]
    },
    "status": 200,
    "reply": {
      "found": [
        {
          "subjects": [
            "0x8629e216bc4677837be9140e0ef2dabf9f9461a63511d7377c43387563198974"
          ]
        },
        {
          "subjects": []
        }
      ]
    }
  },
  "postResolutions": {
    "body": {
      "person": "0x5bdaf95eb85f70edd1b7504276c6dec776f5b75423a70c2baf273b8ef66b394a",
      "reason": "Entry 12 of the log, asked by the ethics board."
    },
    "status": 200,
    "reply": {
      "person": "0x5bdaf95eb85f70edd1b7504276c6dec776f5b75423a70c2baf273b8ef66b394a",
      "name": "Left Long Ago",
      "origin": "local",
      "duties": [
        "auditor"
      ],
      "from": 1795966071750,
      "ended": 1795966071826
    }
  },
  "postResumption": {
    "body": {
      "deadline": 1795969995,
      "signature": "0x3160147f7f0163e9237781ea521af9c31bc92c68a393173b1e46340331c16ff97e6615c7754e1e886b799300d27e47d3a4d30f63db8ce6952a07f8379510f6b31c"
    },
    "status": 200,
    "reply": {
      "transaction": "0x2115a7ac232f2cf9fb5f61fe5e3d9017e179fc2c3de6ad67c6064f1edf5d90cc",
      "height": 60,
      "optOut": "none",
      "stage": "none",
      "pending": []
    }
  },
  "postResumptionPrepare": {
    "body": {},
    "status": 200,
    "reply": {
      "deadline": 1795969995,
      "typedData": {
        "domain": {
          "name": "Custos",
          "version": "1",
          "chainId": 476252760892,
          "verifyingContract": "0x703de677c6776c2a943dc3b03f801956a69dfa65"
        },
        "types": {
          "EIP712Domain": [
            {
              "name": "name",
              "type": "string"
            },
            {
              "name": "version",
              "type": "string"
            }
          ],
          "Resume": [
            {
              "name": "subject",
              "type": "bytes32"
            },
            {
              "name": "until",
              "type": "uint40"
            }
          ]
        },
        "primaryType": "Resume",
        "message": {
          "subject": "0x7f1855b62272a60b58c2c7f8806125ccb33b0d89a3ac7e3a024e1f28334edd04",
          "until": 1795970053,
          "turn": 0,
          "deadline": 1795969995
        }
      }
    }
  },
  "postSigners": {
    "body": {
      "code": "UWXLS5YDEYU3WDEYOJWR4TLYAG",
      "signer": "0xaa452e62b4ece5c73704c77b064b92157a7c2cf9",
      "signature": "0xf2e8f3660d61bfac4b71a6c481d76342ce0011987a63e46c442ccb9c960b2abd168bef5ae4d331259a140ba305b6a5403ef15ba94fa92ae1dd00d11bf15d10141c"
    },
    "status": 201,
    "reply": {
      "subject": "0x4edee793f3f6b0bb18fd1aad6126a17efe501a0e9ab5713a9d2312707163a49e",
      "transaction": "0x88abdd0c27e8478e1176e9fc920f79197a6085b4d450860b1eddb3dbc57d7b93",
      "height": 126,
      "kind": "self",
      "from": 1795968118,
      "recorded": [
        {
          "grant": "0xff4ee3a470812863a385d513a4bee01660fb3463c3876d046f2fc7d1c1adde7e",
          "subject": "0x4edee793f3f6b0bb18fd1aad6126a17efe501a0e9ab5713a9d2312707163a49e",
          "kind": "recorded",
          "grantedAt": 1795968045,
          "revoked": false,
          "revokedAt": 0,
          "kept": false,
          "withdrawn": false,
          "active": true,
          "awaitsAnswer": true,
          "permission": "HMB",
          "modifiers": [
            "NCU"
          ],
          "grantee": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "dataset": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "from": 1795967978,
          "until": 1796054438,
          "excluded": 0,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "identifiable": true,
          "futureMembers": false
        },
        {
          "grant": "0x79b2b5b04766f5e94fdedc079699ec6d32d4a7ca7a3808d24a2fb40204e1d16a",
          "subject": "0x4edee793f3f6b0bb18fd1aad6126a17efe501a0e9ab5713a9d2312707163a49e",
          "kind": "recorded",
          "grantedAt": 1795968113,
          "revoked": false,
          "revokedAt": 0,
          "kept": false,
          "withdrawn": false,
          "active": true,
          "awaitsAnswer": true,
          "permission": "HMB",
          "modifiers": [
            "NAI",
            "NCOM"
          ],
          "grantee": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "dataset": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "from": 1795968110,
          "until": 1796054510,
          "excluded": 0,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "identifiable": false,
          "futureMembers": false
        }
      ]
    }
  },
  "postSignersPrepare": {
    "body": {
      "code": "DY6FZPATXDPE72NJGJDLRE5HPI",
      "registration": {
        "id": "m-jAYKiPSks1upj-VNUs_aj5twr1J046",
        "rawId": "m-jAYKiPSks1upj-VNUs_aj5twr1J046",
        "type": "public-key",
        "response": {
          "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoidTZEMlo2ZlYtZXIyNUg4WTRaeHhsVFBxdW44TXpyV0lfcDJTWjNUUk03NCIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6MTM4NDIiLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
          "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVicSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAAAAAAAAAAAAAAAAAAAAAAAAGJvowGCoj0pLNbqY_lTVLP2o-bcK9SdOOqUBAgMmIAEhWCDnC-HC_woIbSYz6lR21XKCsEgQdRTBBK_pCGlqRS_BOyJYINKvn9hIr59bu_LReqxga3eivPR-ZcbnTSU-_brOGqB3",
          "transports": [
            "internal",
            "hybrid"
          ]
        },
        "clientExtensionResults": {}
      },
      "listedAs": "Mia",
      "name": "Telephone"
    },
    "status": 200,
    "reply": {
      "typedData": {
        "domain": {
          "name": "Custos",
          "version": "1",
          "chainId": 140295395367,
          "verifyingContract": "0xdc879a5e32380216f8b210435a6f6741a9c93063"
        },
        "types": {
          "EIP712Domain": [
            {
              "name": "name",
              "type": "string"
            },
            {
              "name": "version",
              "type": "string"
            }
          ],
          "BindSigner": [
            {
              "name": "subject",
              "type": "bytes32"
            },
            {
              "name": "signer",
              "type": "bytes"
            }
          ]
        },
        "primaryType": "BindSigner",
        "message": {
          "subject": "0x3f0836fbed52ab279864a0a3ed05afc5bf3360a99b9e8a18ee74d379b1cd829b",
          "signer": "0x0bad7c343d4c94ea6ec3cb60375ef1a43c696887e70be1c2ff0a086d2633ea5476d57282b048107514c104afe908696a452fc13bd2af9fd848af9f5bbbf2d17aac606b77a2bcf47e65c6e74d253efdbace1aa07749960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763",
          "kind": 2,
          "until": 1830297599,
          "identification": "0x4b248a5485925c359e658012ce59e93e94d84a95059a5796b141f3183cf85a6d",
          "deadline": 1795970695
        }
      },
      "passkey": {
        "challenge": "hvOLh0Gm0-7Ios3HhDD7u0DiQ-FsQvsmatRNC04JDqU",
        "rpId": "localhost",
        "timeout": 300000,
        "userVerification": "required",
        "allowCredentials": [
          {
            "id": "m-jAYKiPSks1upj-VNUs_aj5twr1J046",
            "type": "public-key",
            "transports": [
              "internal",
              "hybrid"
            ]
          }
        ]
      },
      "signer": "0x0bad7c343d4c94ea6ec3cb60375ef1a43c696887e70be1c2ff0a086d2633ea5476d57282b048107514c104afe908696a452fc13bd2af9fd848af9f5bbbf2d17aac606b77a2bcf47e65c6e74d253efdbace1aa07749960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763"
    }
  },
  "postStaff": {
    "body": {
      "name": "Of reviewer and data-manager",
      "duties": [
        "reviewer",
        "data-manager"
      ]
    },
    "status": 201,
    "reply": {
      "person": "0xae33483af423c38c9e59d9383e7a29bdec05538bab895d07fc8f4c63db01e689",
      "name": "Of reviewer and data-manager",
      "origin": "local",
      "duties": [
        "reviewer",
        "data-manager"
      ],
      "from": 1796011999032,
      "passkeys": 0,
      "invitedUntil": 1796616799034,
      "code": "7GQE7QWLMUB35TVHRYKJ2SZMPW",
      "expires": 1796616799034
    }
  },
  "postStaffByPersonEnd": {
    "parameters": {
      "person": "0x0e69fcd8efbd52d2eddf3c63bec94bdc515af526a41ada7b0b15688f3b379109"
    },
    "status": 200,
    "reply": {
      "person": "0x0e69fcd8efbd52d2eddf3c63bec94bdc515af526a41ada7b0b15688f3b379109",
      "name": "Leo",
      "origin": "oidc",
      "duties": [
        "data-manager"
      ],
      "account": {
        "issuer": "http://127.0.0.1:20093",
        "subject": "leo"
      },
      "from": 1795967783161,
      "ended": 1795967783991,
      "passkeys": 0
    }
  },
  "postStaffByPersonInvitations": {
    "parameters": {
      "person": "0xfca97c3fce2ef53ffb8a431f7589f2a283e522fca3cfcd1fd684a590a870ff35"
    },
    "status": 201,
    "reply": {
      "code": "5U3OROCELWFQ6J734NGABO2ZY3",
      "expires": 1796570776692
    }
  },
  "postStaffPasskeys": {
    "body": {
      "code": "E6GUZTUJKXIVAGNOAEQZGXTOB3",
      "registration": {
        "id": "4bluC3PZS8p54jUg49wcKZT3FBV40UYl",
        "rawId": "4bluC3PZS8p54jUg49wcKZT3FBV40UYl",
        "type": "public-key",
        "response": {
          "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoieVhQM3g2cWphYmdfSTRBa0p1V3BybzRmX3Boc2tSMDJVX01jMG44ZFlHUSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6MjUwMjMiLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
          "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVicSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAAAAAAAAAAAAAAAAAAAAAAAAGOG5bgtz2UvKeeI1IOPcHCmU9xQVeNFGJaUBAgMmIAEhWCBfyIrAfXJ-4qrEwXdYEsQnGBtKoKNFluBz_9Ta4dZHwCJYIC-okKs6VaS1a4a5Lmf5NfyD_tosFFE0cuimcwVOitYj",
          "transports": [
            "internal",
            "hybrid"
          ]
        },
        "clientExtensionResults": {}
      },
      "name": "telephone"
    },
    "status": 201,
    "reply": {
      "person": "0xa1f2b0fa7092dd63952436a72d94ecd3500512ca4e52cad21710e5a48bf6bed6",
      "name": "Ana Souza",
      "origin": "local",
      "duties": [
        "data-manager",
        "reviewer"
      ],
      "from": 1795966174761,
      "passkeys": 1
    }
  },
  "postStaffPasskeysOptions": {
    "body": {
      "code": "A3OCCA4EEDCDSAVQHW5MACYQ3O"
    },
    "status": 200,
    "reply": {
      "challenge": "6ran2h7DLz51_ogp5Z3PnSQxFL-Q9oyQfVKXpqWL5no",
      "rp": {
        "id": "localhost",
        "name": "Custos"
      },
      "user": {
        "id": "yeYP81WlsJvLChiJNRrrHh_eIWbMlbSDGWVXKS824LQ",
        "name": "Person 15",
        "displayName": "Person 15"
      },
      "pubKeyCredParams": [
        {
          "type": "public-key",
          "alg": -7
        }
      ],
      "timeout": 300000,
      "attestation": "none",
      "authenticatorSelection": {
        "residentKey": "required",
        "userVerification": "required"
      },
      "excludeCredentials": [
        {
          "id": "5A69X4PtDD3n-wJgICbJ_nMOvkR3ntFf",
          "type": "public-key",
          "transports": [
            "internal",
            "hybrid"
          ]
        }
      ]
    }
  },
  "postSubjects": {
    "body": {
      "identifier": "urn:example:sign-in|1",
      "acceptAlike": false
    },
    "status": 201,
    "reply": {
      "subject": "0x268a0d34ca84532b07e5e5b9b4072888fac9ea3892868153c49c1d1250ffcd34"
    }
  },
  "postSubjectsBySubjectInvitations": {
    "parameters": {
      "subject": "0x4033d04c4166ae0c2f229bfecfd43e3a46e3cd8a5168e154aac8e33ebc7f7d7e"
    },
    "body": {
      "identification": "passport, seen at the ward"
    },
    "status": 201,
    "reply": {
      "code": "ONEQ5Y4R4CTHA24QBJNJRXSHHS",
      "expires": 1798559710915
    }
  },
  "postSubjectsBySubjectOptIn": {
    "parameters": {
      "subject": "0x545471f1a7719e4c8725f06057e7bd5e2b7b276ad0274466465ad546663c91b8"
    },
    "body": {
      "level": "none",
      "form": "0xd8c9e09500ec220018998c988caa620ec9a818b0eee53c8d9dda112d0b642406"
    },
    "status": 200,
    "reply": {
      "transaction": "0xb81c409fc148bc2fd5d2560c99c57f2361e093a2f3ba1d2ab1b3b30f358d9e28",
      "height": 40,
      "optOut": "none",
      "stage": "none",
      "pending": []
    }
  },
  "postSubjectsBySubjectOptOut": {
    "parameters": {
      "subject": "0x7f1855b62272a60b58c2c7f8806125ccb33b0d89a3ac7e3a024e1f28334edd04"
    },
    "body": {
      "level": "all",
      "form": "0xcb5f625bcce7e8d61468a0710ffe4eae36c09d38dc64fe757f51082977bbd86f"
    },
    "status": 201,
    "reply": {
      "seq": 11,
      "receipt": "c2sp.org/tlog-proof@v1\nextra eyJibG9jayI6eyJoYXNoIjoiMHg3NDQwZWEyNTk2ZjM3YWVjYjkxMjM1OWUyMmY1OTllNWNlN2YxMTRlNDhiMjUxNTY3M2M3ZWZiNmM1ZDAzNmE2IiwiaGVpZ2h0Ijo2OX0sImV2aWRlbmNlIjoiMHgwMzY1ZjQxZGFlMmY2ODU5ZWJiN2VkMzU4ODkwMzhjNDFiMmQ0YmNjZjFjODMxNjI3YzQyMWE0YzA0M2I2YzI3Iiwia2luZCI6InJldm9jYXRpb24iLCJsZWRnZXIiOiJlaXAxNTU6NDc2MjUyNzYwODkyOjB4YzEzYTA1OTBlYWJjMDllMWJiNmQ0OTdjZTZhYzI3ZDYwZGQ2M2IzYSIsImxvZ0lkIjoiMHhjYWI1MDU3ZWVhZjJlNjdkODgwZmUyNTdjZjljMzRlZTRiZGY4YTU4OTM1NjQ0NWJjYjcxNzUzNTMyOTlmOGRlIiwib3V0Y29tZSI6ImFja25vd2xlZGdlZCIsInNlcSI6MTEsInRpbWUiOjE3OTU5NjY0MDQ3MDgsInYiOjF9\nindex 11\nVnG8CvWJhOfExgvIEywZBRsmn+UY5c+nkHeeWf5WYmk=\nsooRiSMITKVkewsE81SiZCMHyZ6beKDDKcfVISXjr6w=\nQG+ZhCyw28ChworNK6XCbkoXf8nMpPEICetX83uJiJM=\n\ncustos/476252760892/0xc13a0590eabc09e1bb6d497ce6ac27d60dd63b3a/0xcab5057eeaf2e67d880fe257cf9c34ee4bdf8a589356445bcb7175353299f8de\n12\nraLD7B/0Vr6yUkPuvSlAfXgaqqPO2Z1f+kwTzzBvIyw=\n\n— custos/476252760892/0xc13a0590eabc09e1bb6d497ce6ac27d60dd63b3a/0xcab5057eeaf2e67d880fe257cf9c34ee4bdf8a589356445bcb7175353299f8de lycX+zfPx6C9NhEyz0NysaL7TwmzIFIF7UIrY/5WEN5ya/JZUTQE6UZsqwFjfs7WNK5zrdu8SDDTJ+KISFw+V9Aq0w0=\n",
      "checked": true,
      "remaining": [
        {
          "grant": "0x012200473539ab8dffe7c07093e4b2b40e6a7f0b7d0eacf77d74e397fa28692a",
          "subject": "0x7f1855b62272a60b58c2c7f8806125ccb33b0d89a3ac7e3a024e1f28334edd04",
          "kind": "self",
          "grantedAt": 1795966385,
          "revoked": false,
          "revokedAt": 0,
          "kept": false,
          "withdrawn": false,
          "active": true,
          "awaitsAnswer": false,
          "permission": "HMB",
          "modifiers": [],
          "grantee": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "dataset": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "from": 1795966324,
          "until": 1796052784,
          "excluded": 0,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "identifiable": true,
          "futureMembers": false
        }
      ]
    }
  },
  "postSubjectsBySubjectPause": {
    "parameters": {
      "subject": "0xcd171d0032988fe819059aef83a2bd238ed5f70ee58a6189b706100f9f71121e"
    },
    "body": {
      "until": 1795966462,
      "form": "0xcb5f625bcce7e8d61468a0710ffe4eae36c09d38dc64fe757f51082977bbd86f"
    },
    "status": 201,
    "reply": {
      "seq": 9,
      "receipt": "c2sp.org/tlog-proof@v1\nextra eyJibG9jayI6eyJoYXNoIjoiMHg3Nzc0YjcxMzk1ZTVjYjFjNjM5YWFkOTBkM2UyZjdhMWY4ZTAwZDkwOTllMjQwN2JhNThlY2Q5ZGRkZTBmNjM5IiwiaGVpZ2h0Ijo2Nn0sImV2aWRlbmNlIjoiMHg3N2M2OGVlYzAzYzRmYTZlMjE3ZDk1NTJhMTFmY2Q0MGI0MzMzODI0YThmNjExZTBkYjZhMTY5NTljMGJhZmFmIiwia2luZCI6InJldm9jYXRpb24iLCJsZWRnZXIiOiJlaXAxNTU6NDc2MjUyNzYwODkyOjB4YzEzYTA1OTBlYWJjMDllMWJiNmQ0OTdjZTZhYzI3ZDYwZGQ2M2IzYSIsImxvZ0lkIjoiMHhjYWI1MDU3ZWVhZjJlNjdkODgwZmUyNTdjZjljMzRlZTRiZGY4YTU4OTM1NjQ0NWJjYjcxNzUzNTMyOTlmOGRlIiwib3V0Y29tZSI6ImFja25vd2xlZGdlZCIsInNlcSI6OSwidGltZSI6MTc5NTk2NjQwMjMxNywidiI6MX0=\nindex 9\nq2yZbK4XPki5GkaxrInA4GpDqA6cf0bp1bdExPdIqqA=\nQG+ZhCyw28ChworNK6XCbkoXf8nMpPEICetX83uJiJM=\n\ncustos/476252760892/0xc13a0590eabc09e1bb6d497ce6ac27d60dd63b3a/0xcab5057eeaf2e67d880fe257cf9c34ee4bdf8a589356445bcb7175353299f8de\n10\ns90NY/I/4Cu7JP/+NNd84NYfrNaIOLLAWNTfjzqq46I=\n\n— custos/476252760892/0xc13a0590eabc09e1bb6d497ce6ac27d60dd63b3a/0xcab5057eeaf2e67d880fe257cf9c34ee4bdf8a589356445bcb7175353299f8de lycX+4vBcGLZWDPSODM/Sxdeskh1r7PRwFHu9v4PrwClGRXiyL0dJCOe8Hdbvvd9nTZcfM/uXQ/ode+76cvnygHLhQM=\n",
      "checked": true,
      "remaining": [
        {
          "grant": "0x726b37d6610d567217d91a60e2bf705a31911d3d041525d9efb16b7e62682157",
          "subject": "0xcd171d0032988fe819059aef83a2bd238ed5f70ee58a6189b706100f9f71121e",
          "kind": "recorded",
          "grantedAt": 1795966386,
          "revoked": false,
          "revokedAt": 0,
          "kept": false,
          "withdrawn": false,
          "active": true,
          "awaitsAnswer": false,
          "permission": "HMB",
          "modifiers": [],
          "grantee": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "dataset": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "from": 1,
          "until": 1796052786,
          "excluded": 0,
          "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
          "identifiable": true,
          "futureMembers": false
        }
      ]
    }
  },
  "postSubjectsBySubjectResumption": {
    "parameters": {
      "subject": "0xcd171d0032988fe819059aef83a2bd238ed5f70ee58a6189b706100f9f71121e"
    },
    "body": {
      "form": "0xcb5f625bcce7e8d61468a0710ffe4eae36c09d38dc64fe757f51082977bbd86f"
    },
    "status": 200,
    "reply": {
      "transaction": "0xd456a15d04f7abe173dbe5f3b5c14291e6a02db6bab7f58502659364e91c7691",
      "height": 69,
      "optOut": "none",
      "stage": "none",
      "pending": []
    }
  },
  "postSubjectsBySubjectSignersBySignerCancellation": {
    "parameters": {
      "subject": "0xf748e0aba3628494b9a3d32c0cc4e5528ceaf5f7efa46e7ec4f30f205c83b0b8",
      "signer": "0xfd16587ed1b8b432f05a309f6cf4802c36d81f08dabfa0ef332accfa5efc4eb1"
    },
    "body": {},
    "status": 200,
    "reply": {
      "height": 39
    }
  },
  "postSubjectsBySubjectSignersBySignerEnd": {
    "parameters": {
      "subject": "0x1986a092eb9a9a1e7dd76d9e1f7b7dbad1c4d4ea37ce9f2bacf8691e205ba0bd",
      "signer": "0xaf884cc63e9a4c10f83b8143cbd3a23019a56ae570e5b0cbec658a33be0c8c1b"
    },
    "body": {
      "form": "0xbf2f4c908ea31a6ec3a3b85a58aee359463d4865748658f353fda26516031710"
    },
    "status": 200,
    "reply": {
      "transaction": "0x98a9f66ac5221915f3d9f370d57f6713d8dd3d6b2e57a7d74ad8a96e8be2ed45",
      "height": 215
    }
  },
  "postSubjectsBySubjectStage": {
    "parameters": {
      "subject": "0xbad709776ebb420e66a8e7f8cff8fc840096a3fcbd589436c2cbe7a77efc9dd8"
    },
    "body": {
      "stage": "guardian",
      "form": "0xbf2f4c908ea31a6ec3a3b85a58aee359463d4865748658f353fda26516031710"
    },
    "status": 200,
    "reply": {
      "transaction": "0xb470fba100ee8be7ca6dc5e49c3654d949ddb622dccfdb509cc5d67d2b7eb133",
      "height": 231,
      "optOut": "none",
      "stage": "guardian",
      "pending": []
    }
  },
  "postSubjectsCheck": {
    "body": {
      "records": [
        {
          "identifier": "urn:mrn|new"
        },
        {
          "identifier": "urn:mrn|none"
        }
      ]
    },
    "status": 200,
    "reply": {
      "rows": [
        {
          "stood": true,
          "subject": "0x8629e216bc4677837be9140e0ef2dabf9f9461a63511d7377c43387563198974"
        },
        {
          "code": "INPUT_INVALID",
          "detail": "The identifier says that there is none. Give a number of the patient."
        }
      ]
    }
  },
  "postSubjectsFind": {
    "body": {
      "subjects": [
        "0x1d56f0815904321e4871fb67578c44ed6e10ff7d69b0a1e8f96cf3d13828fa7a",
        "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642"
      ]
    },
    "status": 200,
    "reply": {
      "found": [
        {
          "subject": {
            "subject": "0x1d56f0815904321e4871fb67578c44ed6e10ff7d69b0a1e8f96cf3d13828fa7a",
            "identifiers": [
              "urn:mrn|9"
            ],
            "bound": false,
            "signsBy": [],
            "reach": "none",
            "optOut": "none",
            "stage": "none",
            "pending": [],
            "grants": 0
          }
        },
        {
          "code": "NOT_FOUND",
          "detail": "Nobody is enrolled here by this pseudonym. Look for the patient by its number."
        }
      ]
    }
  },
  "postSubjectsRows": {
    "body": {
      "records": [
        {
          "identifier": "urn:mrn|10010",
          "acceptAlike": false
        },
        {
          "identifier": "urn:mrn|1009",
          "acceptAlike": false
        }
      ]
    },
    "status": 200,
    "reply": {
      "rows": [
        {
          "subject": "0x074506db6846b063e90e9ac0cfaf94a3deeb78c271f98a9afab5f82e99d6fab2",
          "stood": false
        },
        {
          "subject": "0x51af2d1ca57f92f1811a2ca8379054161664051a246a999f5eae7cc938d746db",
          "stood": false
        }
      ]
    }
  },
  "postSubjectsSearch": {
    "body": {
      "show": "unasked"
    },
    "status": 200,
    "reply": {
      "subjects": [
        {
          "subject": "0x1d56f0815904321e4871fb67578c44ed6e10ff7d69b0a1e8f96cf3d13828fa7a",
          "identifiers": [
            "urn:mrn|9"
          ],
          "bound": false,
          "signsBy": [],
          "reach": "none",
          "optOut": "none",
          "stage": "none",
          "pending": [
            "opt-out"
          ],
          "grants": 0
        },
        {
          "subject": "0x1ad1631690fa48656c134f6741d645b22e73717a30432c1793d83d4ac766adfb",
          "identifiers": [
            "urn:mrn|77"
          ],
          "bound": false,
          "signsBy": [],
          "reach": "paper-only",
          "optOut": "none",
          "stage": "none",
          "pending": [],
          "grants": 0
        }
      ],
      "found": 3
    }
  },
  "postTransactions": {
    "body": {
      "transaction": "0xf9034b8080832dc6c094703de677c6776c2a943dc3b03f801956a69dfa6580b902e407b587520000000000000000000000000000000000000000000000000000000000000060000000000000000000000000000000000000000000000000000000000000016000000000000000000000000000000000000000000000000000000000000001e07f1855b62272a60b58c2c7f8806125ccb33b0d89a3ac7e3a024e1f28334edd0400000000000000000000000000000000000000000000000000000000000000c0000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000006b0c53d600000000000000000000000000000000000000000000000000000000000000147690aa1dc3e7c80d4b13cebd411619b6bb123146000000000000000000000000000000000000000000000000000000000000000000000000000000000000004120c76494b41eff155d2989e2a273438dd90ecf8a123a06f0477c46225a3d25ab685f0836c1682ddb5ca775a247e831c6e99b5ffc25e0a8c98f537755f6b0859a1c0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000400000000000000000000000000000000000000000000000000000000000000080000000000000000000000000000000000000000000000000000000000000001429d66ae98e2d1d11fd29b2208ed2308664d714e10000000000000000000000000000000000000000000000000000000000000000000000000000000000000041b9916c258582f547d08546bbd7d1aaba38add940b21ac99de4230ff9a330e0522d2082a67450b076ad5652c951690ef0872668bb52d5c765ca2848f1b23cfe4e1b0000000000000000000000000000000000000000000000000000000000000085ddc5c0d69ca02d805a25ae1e84c6f44f2f7a2f831363d7475f4ce5b3916d869ed361b19fac00a07f68f093f9be3b3dd8ff4d957eb2ae802d4f75506f3f1eda130572f6db77d4cf"
    },
    "status": 201,
    "reply": {
      "transaction": "0x88e7a8031431025a36027a090c1e277b3c2a6602f6a6adbc2d6a4b22822928e3",
      "height": 74
    }
  },
  "postUploadsByUploadFiles": {
    "parameters": {
      "upload": "2f2ece87-13d2-4a32-9080-01fda4aaa266"
    },
    "body": {
      "files": [
        {
          "name": "letters/dear Ñuñes.txt",
          "bytes": 3,
          "digest": "0x7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
        },
        {
          "name": "b.csv",
          "bytes": 3,
          "digest": "0x3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3"
        }
      ]
    },
    "status": 200,
    "reply": {
      "files": [
        {
          "name": "letters/dear Ñuñes.txt",
          "bytes": 3,
          "digest": "0x7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed",
          "file": "7b330083a699fa571e48314287ff8c505f5d531b8ea918614d0c8d3a68450ecd",
          "arrived": 0,
          "complete": false
        },
        {
          "name": "b.csv",
          "bytes": 3,
          "digest": "0x3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3",
          "file": "c16122210f1f146ed2fb1f96b8383ca53c16d183646efc65769e681a60a6b7bb",
          "arrived": 0,
          "complete": false
        }
      ]
    }
  },
  "putAgreementsByAgreement": {
    "parameters": {
      "agreement": "0x8963c908647199b9a49a4516c3aabc0410a026de215406c32f7323cb6090e151"
    },
    "body": "Do no harm.",
    "status": 204
  },
  "putGroupsByGroupMembersByIdentity": {
    "parameters": {
      "group": "0x9720126f29a5e22132ca0511bf38dc04df2ac6a90626a8764c1ecae9d71601ea",
      "identity": "0x2daa87c8a1fbdc28835e8afce19d8d3e930ca79b"
    },
    "status": 200,
    "reply": {
      "group": "0x9720126f29a5e22132ca0511bf38dc04df2ac6a90626a8764c1ecae9d71601ea",
      "steward": "0x9cca25baffac19812ae95a206342ff7b49f372a8",
      "label": "0xd2b973e48803d6596a3519ef43519ae595761d66c776927037480d3fea8d08b9",
      "createdAt": 1795968127,
      "name": "Members alone",
      "salt": "0xc5acd312717763c149243f49bc1eda8f06872ce3b1961446d8416e5bff2ff5b5",
      "members": [
        {
          "identity": "0xb4f8286b6d4fcc52abccd570b3616d7272e03b65",
          "joinedAt": 1795968131
        },
        {
          "identity": "0x2daa87c8a1fbdc28835e8afce19d8d3e930ca79b",
          "joinedAt": 1795968132
        }
      ]
    }
  },
  "putGroupsByGroupName": {
    "parameters": {
      "group": "0xf32c5c1a85087e903033e732c121ada2953621557351faed2b26e01d64f17167"
    },
    "body": {
      "name": "All universities",
      "salt": "0x5b3903bed2aca47f6b4770c62e4a48dbcd4775fdc9908c417220dc18d5cf0730"
    },
    "status": 200,
    "reply": {
      "group": "0xf32c5c1a85087e903033e732c121ada2953621557351faed2b26e01d64f17167",
      "steward": "0x190958c8abd0b9885688e7e486e8000e57d092d3",
      "label": "0x88e4bdcecb388e19cdc2fd2334fe704ca52544701c5f3d522b1b994abb24f26e",
      "createdAt": 1795968111,
      "name": "All universities",
      "salt": "0x5b3903bed2aca47f6b4770c62e4a48dbcd4775fdc9908c417220dc18d5cf0730",
      "members": []
    }
  },
  "putMeContact": {
    "body": {
      "language": "en",
      "email": "other@example.org"
    },
    "status": 200,
    "reply": {
      "contact": {
        "language": "en",
        "email": "other@example.org"
      }
    }
  },
  "putMembersByIdentityName": {
    "parameters": {
      "identity": "0x2daa87c8a1fbdc28835e8afce19d8d3e930ca79b"
    },
    "body": {
      "name": "Laboratory North",
      "salt": "0xa252444607991cbee0a8389d177d2aa2ca6f376014d086f885d7dae4c0a1e508"
    },
    "status": 200,
    "reply": {
      "identity": "0x2daa87c8a1fbdc28835e8afce19d8d3e930ca79b",
      "account": "0x2daa87c8a1fbdc28835e8afce19d8d3e930ca79b",
      "principal": "0x2daa87c8a1fbdc28835e8afce19d8d3e930ca79b",
      "organisation": "0xa33a772183eade8f5d276998b2cf54b06d97277563d6a23bf6ef3f51b5793f4e",
      "roles": [
        "holder",
        "requester"
      ],
      "status": "active",
      "endpoint": "",
      "since": 1795967984,
      "name": "Laboratory North",
      "salt": "0xa252444607991cbee0a8389d177d2aa2ca6f376014d086f885d7dae4c0a1e508"
    }
  },
  "putNoticesByNotice": {
    "parameters": {
      "notice": "0xbc8f540025a4456f086992754c13003bc8ae88f0a7109fc11eb94c01b7e57642",
      "type": "text/plain"
    },
    "body": "You decide what your data is used for.",
    "status": 204
  },
  "putNoticesByNoticeFacts": {
    "parameters": {
      "notice": "0xe3707fd6c7a786de9150a128c2c7cc007db90e96c232ee40fc7e7fbc026200bc"
    },
    "body": {
      "kind": "correction",
      "language": "en",
      "of": "0x2f545755e0238b84064e4641fe2c59409f884bb0dd6cebee19c4d9c6aa1e1a05",
      "reason": "a wrong telephone number"
    },
    "status": 200,
    "reply": {
      "kind": "correction",
      "of": "0x2f545755e0238b84064e4641fe2c59409f884bb0dd6cebee19c4d9c6aa1e1a05",
      "reason": "a wrong telephone number",
      "language": "en",
      "digest": "0xb23a7e1323c07e9cb7c8ed7f3a973f3d2a5997915dbb36be68ce7b968c66ea0b",
      "publishedBy": [],
      "counts": false
    }
  },
  "putStaffByPerson": {
    "parameters": {
      "person": "0xfca97c3fce2ef53ffb8a431f7589f2a283e522fca3cfcd1fd684a590a870ff35"
    },
    "body": {
      "duties": [
        "reviewer",
        "auditor"
      ],
      "name": "Renamed 2"
    },
    "status": 200,
    "reply": {
      "person": "0xfca97c3fce2ef53ffb8a431f7589f2a283e522fca3cfcd1fd684a590a870ff35",
      "name": "Renamed 2",
      "origin": "local",
      "duties": [
        "reviewer",
        "auditor"
      ],
      "from": 1795965973270,
      "passkeys": 2
    }
  },
  "putSubjectsBySubjectContact": {
    "parameters": {
      "subject": "0xf5ef776daf697c52baa9e04c0ea18850d41beee7e42c144bb1430de4aa83ba43"
    },
    "body": {
      "language": "en",
      "email": "p3@example.org",
      "kinds": {
        "first-use": "off",
        "each-use": "email"
      }
    },
    "status": 200,
    "reply": {
      "contact": {
        "language": "en",
        "email": "p3@example.org",
        "kinds": {
          "first-use": "off",
          "each-use": "email"
        }
      }
    }
  },
  "putSubjectsBySubjectFormsByFormScan": {
    "parameters": {
      "subject": "0x4edee793f3f6b0bb18fd1aad6126a17efe501a0e9ab5713a9d2312707163a49e",
      "form": "0x1cb1638da63339e040d90c80c6cead9c8214d21cf31f2c575ca9fe06b8a9992c"
    },
    "body": "%PDF-1.7 other",
    "status": 204
  },
  "putSubjectsBySubjectPaperOnly": {
    "parameters": {
      "subject": "0x02ebf9b510ec0ed3e46f1407e79d72356ed44feb0766185df8518ca84c8ac7ff"
    },
    "body": {
      "reason": "At the desk: somebody else has the telephone."
    },
    "status": 200,
    "reply": {
      "paperOnly": {
        "member": "0x25b0992a5a1b3f94ef33ab9a28b0efa81cd42419",
        "person": "0x575c7e6fe53954a477daeaa6585acc7e79ce87490ccff951b506d442975dd51d",
        "reason": "At the desk: somebody else has the telephone.",
        "at": 1795995542372,
        "name": "Ana Souza"
      }
    }
  },
  "putUploadsByUploadFilesByFilePartsByFrom": {
    "parameters": {
      "upload": "e67b7942-2eee-4773-8c8f-5c244e940ff6",
      "file": "8b4a253cf58e3394a370d2fde0b6ea0d395919c5342abccb991a12dcb4e39264",
      "from": 0
    },
    "body": "path,identifier\nscans/a.bin,urn:mrn|990017\n",
    "status": 200,
    "reply": {
      "name": ".custos/map.csv",
      "bytes": 43,
      "digest": "0x56b2030cbca680faa9ccf2262f555dfd5263313675c1d6082d6fc63ffd5feba6",
      "file": "8b4a253cf58e3394a370d2fde0b6ea0d395919c5342abccb991a12dcb4e39264",
      "arrived": 43,
      "complete": true
    }
  }
};
